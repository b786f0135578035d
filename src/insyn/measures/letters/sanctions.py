"""What the letters about a sanction say. Pure: facts in, content tree out."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from insyn.delegations.rules import kronor
from insyn.measures.rules.amounts import CENT
from insyn.measures.rules.sanctions import SanctionEvent
from insyn.papers.content import Block, Document, Facts, Kind, Paragraph, Section, Signature, Table
from insyn.papers.wording import swedish_date
from insyn.registry.rules import SanctionKind

NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Ground:
    """A deficiency that the decision stands on."""

    text: str
    requirement: str
    followup: str
    seen_on: date | None
    remedied_on: date | None


@dataclass(frozen=True, slots=True)
class Line:
    """An amount of the decision. ``amount`` is what the letter tells of."""

    unit: str
    ground: str
    period_from: date
    period_to: date
    quantity: Decimal | None
    rate: Decimal | None
    amount: Decimal
    earlier: Decimal | None = None


@dataclass(frozen=True, slots=True)
class SanctionFacts:
    """What all letters about one sanction have in common."""

    authority: str
    municipality: str
    administration: str
    signed_by: str
    provider: str
    org_number: str
    agreement: str
    case_number: str
    number: str
    kind: SanctionKind
    clause: str
    is_in_house: bool
    decided_on: date
    decision: str
    reasons: str
    proportionality: str
    grounds: Sequence[Ground] = ()
    lines: Sequence[Line] = ()


@dataclass(frozen=True, slots=True)
class StopDays:
    """From when until when nobody new is placed; without an end until further notice."""

    starts_on: date
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """When the letter is sent, and by when the provider may answer."""

    issued_on: date
    answer_due_on: date | None
    stop: StopDays | None = field(default=None)


def total_of(lines: Sequence[Line]) -> Decimal:
    """Return the sum of the lines."""
    return sum((line.amount for line in lines), Decimal())


def decision_letter(facts: SanctionFacts, notice: Notice) -> Document:
    """Tell the provider of the decision: clause, reasons, grounds, lines, sum and deadline."""
    title = f"Beslut om {facts.kind.label.lower()}"
    sections = [
        Section("", (Paragraph(_opening(facts), lead=True),)),
        Section("Skälen för beslutet", (Paragraph(facts.reasons), _why_so_much(facts))),
        *_grounds(facts.grounds),
        *_amounts("Så är beloppet räknat", facts.lines),
        *_stop(notice.stop),
        *_how_to_answer(facts, notice.answer_due_on),
    ]
    return _letter(title, facts, notice.issued_on, sections)


_HEADINGS = {
    SanctionEvent.UPHOLD: "Nämnden vidhåller beslutet",
    SanctionEvent.REDUCE: "Nämnden sätter ned beloppet",
    SanctionEvent.WITHDRAW: "Nämnden återkallar beslutet",
}


def settled_letter(
    facts: SanctionFacts, *, event: SanctionEvent, answer: str, contested_on: date, issued_on: date
) -> Document:
    """Answer a contest: what the board thinks of it, and what the amount is now."""
    opening = (
        f"Ni bestred den {swedish_date(contested_on)} vårt beslut {facts.number} om "
        f"{facts.kind.label.lower()}. {_HEADINGS[event]}."
    )
    lines = () if event == SanctionEvent.WITHDRAW else facts.lines
    sections = [
        Section("", (Paragraph(opening, lead=True),)),
        Section("Vår bedömning", (Paragraph(answer),)),
        *_amounts("Det här gäller nu", lines),
    ]
    return _letter("Svar på ert bestridande", facts, issued_on, sections)


def _opening(facts: SanctionFacts) -> str:
    amount = f" på {kronor(total_of(facts.lines))}" if facts.lines else ""
    ground = "uppdragsbeskrivningen" if facts.is_in_house else "avtalet"
    return (
        f"{facts.authority} har den {swedish_date(facts.decided_on)} beslutat om "
        f"{facts.kind.label.lower()}{amount}. Beslutet stöder sig på {ground}, {facts.clause}."
    )


def _why_so_much(facts: SanctionFacts) -> Paragraph:
    return Paragraph(facts.proportionality)


def _grounds(grounds: Sequence[Ground]) -> list[Section]:
    if not grounds:
        return []
    rows = tuple(
        (
            one.text,
            one.requirement or NOTHING,
            f"{one.followup}, {swedish_date(one.seen_on)}" if one.seen_on else one.followup,
            swedish_date(one.remedied_on) if one.remedied_on else "Inte avhjälpt",
        )
        for one in grounds
    )
    header = ("Brist", "Krav", "Uppföljning", "Avhjälpt")
    table = Table("Brister som beslutet grundar sig på", header, rows)
    return [Section("Det här har vi sett", (table,))]


def _amounts(heading: str, lines: Sequence[Line]) -> list[Section]:
    if not lines:
        return []
    header = ("Grund", "Verksamhet", "Period", "Beräkning", "Belopp")
    rows = [
        (line.ground, line.unit or NOTHING, _period(line), _reckoned(line), kronor(line.amount))
        for line in lines
    ]
    rows.append(("Summa", "", "", "", kronor(total_of(lines))))
    return [Section(heading, (Table("Belopp", header, tuple(rows)),))]


def _period(line: Line) -> str:
    return f"{line.period_from.isoformat()} till {line.period_to.isoformat()}"


def _reckoned(line: Line) -> str:
    """Return how the amount came about, and what it was if it has been reduced."""
    said = ""
    if line.quantity is not None and line.rate is not None:
        said = f"{_plain(line.quantity)} × {kronor(line.rate)}"
    if line.earlier is not None and line.earlier != line.amount:
        said = f"{said}; beslutat {kronor(line.earlier)}".removeprefix("; ")
    return said or NOTHING


def _plain(number: Decimal) -> str:
    whole = number.to_integral_value()
    return f"{whole}" if whole == number else f"{number.quantize(CENT)}".replace(".", ",")


def _stop(stop: StopDays | None) -> list[Section]:
    if stop is None:
        return []
    until = f" till och med den {swedish_date(stop.ends_on)}" if stop.ends_on else ""
    rest = "" if stop.ends_on else " tills vi meddelar att det är hävt"
    return [
        Section(
            "Så länge gäller intagsstoppet",
            (
                Paragraph(
                    f"Intagsstoppet gäller från den {swedish_date(stop.starts_on)}{until}{rest}. "
                    "Vi placerar ingen ny person hos er under den tiden. De som redan har sin "
                    "insats hos er berörs inte av beslutet."
                ),
            ),
        )
    ]


def _how_to_answer(facts: SanctionFacts, due: date | None) -> list[Section]:
    if facts.is_in_house:
        return []
    said: list[Block] = []
    if due is not None:
        said.append(
            Paragraph(
                f"Anser ni att beslutet är fel kan ni bestrida det senast den "
                f"{swedish_date(due)}. Logga in i Insyn, eller skriv till oss. Skriv vad som är "
                "fel och varför. Skriv inga uppgifter om enskilda personer."
            )
        )
    said.append(
        Paragraph(
            "Beslutet stöder sig på avtalet mellan oss. Det överklagas inte som ett "
            "myndighetsbeslut. Är vi inte överens gäller det som avtalet säger om tvist."
        )
    )
    return [Section("Om ni inte håller med", tuple(said))]


def _letter(
    title: str, facts: SanctionFacts, issued_on: date, sections: Sequence[Section]
) -> Document:
    decided = Facts((("Beslut", facts.decision), ("Beslutsdatum", swedish_date(facts.decided_on))))
    closing = Section("Beslutet", (decided, Signature((facts.signed_by, facts.authority))))
    sender = (facts.municipality, facts.administration)
    return Document(
        title=title,
        organisation=facts.authority,
        issued_on=issued_on,
        sections=(*sections, closing),
        case_number=facts.case_number,
        kind=Kind.LETTER,
        recipient=(facts.provider, f"Org.nr {facts.org_number}"),
        sender=tuple(line for line in sender if line),
        reference=(("Ärende", facts.number), ("Avtal", facts.agreement)),
    )
