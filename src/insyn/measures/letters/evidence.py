"""The summary in a package of evidence. Pure: facts in, content tree out.

Source: LOU (2016:1145) 13 kap. 3 §.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from insyn.delegations.rules import kronor
from insyn.papers.content import Block, Document, Facts, Kind, Paragraph, Section, Table
from insyn.papers.wording import swedish_date

NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Seen:
    """A deficiency: what the contract demands, what was seen, where and when."""

    followup: str
    seen_on: date | None
    text: str
    requirement: str
    remedied_on: date | None


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked of the provider for one deficiency, and its answer in short."""

    followup: str
    requested_on: date
    finding: str
    answer: str
    state: str


@dataclass(frozen=True, slots=True)
class Taken:
    """A sanction with what its lines come to; None where it is not about money."""

    number: str
    kind: str
    clause: str
    decided_on: date | None
    state: str
    decided: Decimal | None
    holds: Decimal | None


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision: its number, its day and what it says."""

    number: str
    decided_on: date
    text: str


@dataclass(frozen=True, slots=True)
class EvidenceFacts:
    """Everything that the summary says."""

    authority: str
    provider: str
    org_number: str
    agreement: str
    case_number: str
    contract_days: str
    kind: str
    reason: str
    clause: str
    dates: Sequence[tuple[str, str]]
    made_on: date
    seen: Sequence[Seen]
    asked: Sequence[Asked]
    taken: Sequence[Taken]
    decided: Sequence[Decided]
    paper_count: int
    left_out: int


def evidence_summary(facts: EvidenceFacts) -> Document:
    """Return the summary: the agreement, what was seen, asked, answered, decided and when."""
    return Document(
        title="Bevispaket om tidigare kontrakt",
        subtitle=facts.provider,
        organisation=facts.authority,
        issued_on=facts.made_on,
        case_number=facts.case_number,
        kind=Kind.REPORT,
        sections=(
            Section("Avtalet och kontraktet", _contract(facts)),
            Section("Varför kontraktet upphör", _why(facts)),
            Section("Vad vi såg, och när", _seen(facts.seen)),
            Section("Vad vi begärde, och svaren i korthet", _asked(facts.asked)),
            Section("Sanktioner", _taken(facts.taken)),
            Section("Beslut", _decided(facts.decided)),
            Section("Om paketet", _about(facts)),
        ),
    )


def _contract(facts: EvidenceFacts) -> tuple[Block, ...]:
    return (
        Facts(
            (
                ("Utförare", f"{facts.provider}, org.nr {facts.org_number}"),
                ("Avtal", facts.agreement),
                ("Kontraktet gäller", facts.contract_days),
                ("Nämnd", facts.authority),
            )
        ),
    )


def _why(facts: EvidenceFacts) -> tuple[Block, ...]:
    clause = (("Klausul", facts.clause),) if facts.clause else ()
    pairs = (("Slag", facts.kind), *clause, *facts.dates)
    return (Paragraph(facts.reason), Facts(pairs))


def _seen(rows: Sequence[Seen]) -> tuple[Block, ...]:
    if not rows:
        return (Paragraph("Ingen brist är rapporterad under kontraktet."),)
    header = ("Uppföljning", "Sågs", "Brist", "Krav", "Avhjälpt")
    said = tuple(
        (one.followup, _day(one.seen_on), one.text, one.requirement or NOTHING,
         _day(one.remedied_on, "Inte avhjälpt"))
        for one in rows
    )  # fmt: skip
    return (Table("Brister", header, said),)


def _asked(rows: Sequence[Asked]) -> tuple[Block, ...]:
    if not rows:
        return (Paragraph("Ingen åtgärdsplan är begärd under kontraktet."),)
    header = ("Uppföljning", "Begärt", "Brist", "Svar i korthet", "Bedömt")
    said = tuple(
        (one.followup, one.requested_on.isoformat(), one.finding, one.answer or "Inget svar",
         one.state)
        for one in rows
    )  # fmt: skip
    return (Table("Begärda åtgärder", header, said),)


def _taken(rows: Sequence[Taken]) -> tuple[Block, ...]:
    if not rows:
        return (Paragraph("Ingen sanktion är beslutad under kontraktet."),)
    header = ("Nummer", "Slag", "Klausul", "Beslutad", "Läge", "Beslutat", "Gäller")
    said = [
        (one.number, one.kind, one.clause, _day(one.decided_on), one.state, _money(one.decided),
         _money(one.holds))
        for one in rows
    ]  # fmt: skip
    sums = (_sum([one.decided for one in rows]), _sum([one.holds for one in rows]))
    said.append(("Summa", "", "", "", "", *sums))
    return (Table("Sanktioner, belopp ur raderna", header, tuple(said)),)


def _decided(rows: Sequence[Decided]) -> tuple[Block, ...]:
    if not rows:
        return (Paragraph("Inget beslut är registrerat under kontraktet."),)
    said = tuple((one.number, one.decided_on.isoformat(), one.text) for one in rows)
    return (Table("Beslut", ("Nummer", "Datum", "Beslut"), said),)


def _about(facts: EvidenceFacts) -> tuple[Block, ...]:
    left = (
        f"{facts.left_out} handlingar är inte med: de gäller enskilda eller är begränsade."
        if facts.left_out
        else "Ingen handling är utelämnad."
    )
    return (
        Paragraph(
            f"Paketet sammanställdes {swedish_date(facts.made_on)}. Det innehåller den här "
            f"sammanfattningen, raderna i ”Underlag” och {facts.paper_count} handlingar. {left}"
        ),
        Paragraph(
            "En upphandlande myndighet får utesluta en leverantör som har visat väsentliga brister "
            "i ett tidigare kontrakt, om bristerna ledde till att kontraktet sades upp i förtid, "
            "till skadestånd eller till jämförbara påföljder (LOU 13 kap. 3 §). Den som upphandlar "
            "prövar det själv i varje upphandling. Uteslutningen ska vara proportionerlig, och "
            "leverantören ska få yttra sig först."
        ),
    )


def _day(day: date | None, nothing: str = NOTHING) -> str:
    return day.isoformat() if day else nothing


def _money(amount: Decimal | None) -> str:
    return kronor(amount) if amount is not None else NOTHING


def _sum(amounts: Sequence[Decimal | None]) -> str:
    known = [amount for amount in amounts if amount is not None]
    return kronor(sum(known, Decimal())) if known else NOTHING
