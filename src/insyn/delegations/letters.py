"""The list of delegation decisions that is laid before the board. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from insyn.papers.content import Document, Paragraph, Section, Table
from insyn.papers.wording import swedish_date


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision as the board reads it. ``decider`` is a role, or the one named in person."""

    number: str
    decided_on: date
    decider: str
    matter: str
    text: str
    amount: str
    clause: str
    case_number: str


def decisions_paper(
    *, board: str, administration: str, reported_on: date, decisions: Sequence[Decided]
) -> Document:
    """Return the list with what kommunallagen demands: who decided what, when, on what clause."""
    count = len(decisions)
    are = "ett beslut" if count == 1 else f"{count} beslut"
    rows = tuple(_row(decided) for decided in decisions)
    lead = (
        f"Till nämnden anmäls {are} som har fattats på delegation i uppföljningen av utförare "
        "(6 kap. 40 § kommunallagen). Anmälan är en upplysning. Nämnden prövar inte besluten igen."
    )
    header = ("Nummer", "Datum", "Beslutat av", "Ärende", "Beslut", "Punkt")
    table = Table(
        caption="Beslut på delegation", header=header, rows=rows, widths=(1.5, 1.4, 2, 2, 4, 1.3)
    )
    return Document(
        title="Anmälan av delegationsbeslut",
        subtitle=f"Anmäls den {swedish_date(reported_on)}",
        organisation=administration or board,
        issued_on=reported_on,
        sections=(Section("", (Paragraph(lead, lead=True), table)),),
        reference=(("Nämnd", board),),
    )


def _row(decided: Decided) -> tuple[str, ...]:
    extra = [part for part in (decided.amount, decided.case_number) if part]
    said = f"{decided.text} ({', '.join(extra)})" if extra else decided.text
    return (
        decided.number,
        decided.decided_on.isoformat(),
        decided.decider,
        decided.matter,
        said,
        decided.clause,
    )
