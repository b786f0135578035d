"""The rows of a package of evidence, as the sheets of a workbook."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from insyn.delegations.rules import DecidedHow, Matter
from insyn.documents.models import Document
from insyn.followups.rules.correspondence import Way
from insyn.measures.queries.evidence import Material
from insyn.measures.rules import ItemState
from insyn.measures.rules.amounts import CENT
from insyn.papers.excel import Column, ColumnKind, Row, Sheet

Cell = tuple[str, Callable[[Any], object], ColumnKind]


def sheets_of(material: Material, names: Sequence[str]) -> list[Sheet]:
    """Return one sheet for each kind of row; ``names`` are those of the papers in the package."""
    return [
        _sheet("Brister", _FINDINGS, material.findings),
        _sheet("Åtgärdsplaner", _PLANS, material.plans),
        _sheet("Svar på brister", _ACTIONS, material.actions),
        _sheet("Sanktioner", _SANCTIONS, material.sanctions),
        _sheet("Sanktionsrader", _LINES, material.lines),
        _sheet("Händelser", _MOVES, material.moves),
        _sheet("Beslut", _DECISIONS, material.decisions),
        _sheet("Post", _POST, material.post),
        _sheet("Handlingar", _PAPERS, zip(names, material.papers, strict=True)),
    ]


def _sheet(title: str, cells: Sequence[Cell], rows: Iterable[Any]) -> Sheet:
    columns = [Column(str(at), cell[0], cell[2], width=24) for at, cell in enumerate(cells)]
    return Sheet(title, columns, (_row(cells, one) for one in rows))


def _row(cells: Sequence[Cell], one: Any) -> Row:
    said: Mapping[str, object] = {str(at): cell[1](one) for at, cell in enumerate(cells)}
    return {key: value for key, value in said.items() if value not in {None, ""}}


def _text(heading: str, value: Callable[[Any], object]) -> Cell:
    return heading, value, ColumnKind.TEXT


def _day(heading: str, value: Callable[[Any], object]) -> Cell:
    return heading, value, ColumnKind.DATE


def _money(heading: str, value: Callable[[Any], Any]) -> Cell:
    def in_ore(one: Any) -> object:
        amount = value(one)
        return None if amount is None else amount.quantize(CENT)

    return heading, in_ore, ColumnKind.NUMBER


_FINDINGS = (
    _text("Uppföljning", lambda one: one.followup.number),
    _text("Område", lambda one: one.area),
    _text("Verksamhet", lambda one: str(one.unit or "")),
    _text("Brist", lambda one: one.text),
    _text("Krav", lambda one: one.requirement),
    _text("Resultat som krävdes", lambda one: one.required_result),
    _day("Sågs", lambda one: one.seen_on),
    _day("Skulle vara avhjälpt", lambda one: one.due_on),
    _day("Avhjälpt", lambda one: one.remedied_on),
)
_PLANS = (
    _text("Uppföljning", lambda one: one.followup.number),
    _text("Läge", lambda one: one.shown_state.label),
    _day("Begärd", lambda one: one.requested_on),
    _day("Senast", lambda one: one.due_on),
    _day("Inlämnad", lambda one: one.submitted_on),
    _day("Godkänd", lambda one: one.approved_on),
)
_ACTIONS = (
    _text("Uppföljning", lambda one: one.plan.followup.number),
    _text("Brist", lambda one: one.finding.text),
    _text("Orsak", lambda one: one.cause),
    _text("Åtgärd", lambda one: one.measure),
    _day("Klart senast", lambda one: one.done_by),
    _text("Bedömt", lambda one: ItemState(one.state).label),
    _day("Genomförd", lambda one: one.carried_out_on),
)
_SANCTIONS = (
    _text("Nummer", lambda one: one.number),
    _text("Slag", lambda one: one.shown_kind.label),
    _text("Klausul", lambda one: one.clause),
    _text("Läge", lambda one: one.shown_state.label),
    _text("Skäl", lambda one: one.reasons),
    _day("Beslutad", lambda one: one.decided_on),
    _day("Delgiven", lambda one: one.notified_on),
    _day("Bestridd", lambda one: one.contested_on),
    _day("Prövad", lambda one: one.settled_on),
    _day("Verkställd", lambda one: one.carried_out_on),
    _money("Beslutat", lambda one: one.decided_sum),
    _money("Gäller", lambda one: one.holds_sum),
)
_LINES = (
    _text("Sanktion", lambda one: one.sanction.number),
    _text("Verksamhet", lambda one: str(one.unit or "")),
    _text("Grund", lambda one: one.ground),
    _day("Från", lambda one: one.period_from),
    _day("Till och med", lambda one: one.period_to),
    _money("Antal", lambda one: one.quantity),
    _money("Kronor per styck", lambda one: one.rate),
    _money("Beslutat", lambda one: one.decided),
    _money("Efter bestridande", lambda one: one.settled),
)
_MOVES = (
    _text("Sanktion", lambda one: one.sanction.number),
    _day("Datum", lambda one: one.happened_on),
    _text("Händelse", lambda one: one.told),
    _text("Anteckning", lambda one: one.note),
)
_DECISIONS = (
    _text("Nummer", lambda one: one.number),
    _day("Datum", lambda one: one.decided_on),
    _text("Ärendetyp", lambda one: Matter(one.matter).label),
    _text("Beslutat", lambda one: DecidedHow(one.how).label),
    _text("Nämndens beslut", lambda one: one.board_reference),
    _text("Beslut", lambda one: one.text),
    _money("Belopp", lambda one: one.amount),
)
_POST = (
    _day("Datum", lambda one: one.dated_on),
    _text("Riktning", lambda one: Way(one.way).label),
    _text("Avsändare eller mottagare", lambda one: one.party),
    _text("Innehåll", lambda one: one.summary),
    _text("Uppföljning", lambda one: one.followup.number if one.followup else ""),
    _text("Diarienummer", lambda one: one.case_number),
)


def _paper(one: tuple[str, Document]) -> Document:
    return one[1]


_PAPERS = (
    _text("Fil", lambda one: one[0]),
    _day("Datum", lambda one: _paper(one).dated_on),
    _text("Handling", lambda one: _paper(one).title),
    _text("Kontrollsumma", lambda one: _paper(one).sha256),
)
