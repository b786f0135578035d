"""What a report of any kind but the joint one says: facts in, content tree out. Pure."""

from collections.abc import Iterator
from datetime import date

from insyn.board.letters.texts import paragraphs
from insyn.papers.content import Block, Document, Facts, Notice, Section
from insyn.papers.wording import swedish_date
from insyn.reports.letters.tables import table_blocks
from insyn.reports.rules.general import GeneralFacts, PassageSaid, SingleFacts
from insyn.reports.rules.states import ReportKind, ReportText

DRAFT = "Det här är ett utkast. Nämnden har inte beslutat om det."


def general_report(facts: GeneralFacts, *, issued_on: date) -> Document:
    """Return the report as a tree: its own headings in order, each with texts and figures.

    A heading with neither text nor table is left out. Every figure has the address by which the
    rows behind it are found.
    """
    return Document(
        title=facts.title,
        subtitle=facts.kind.label,
        organisation=facts.administration or facts.board,
        case_number=facts.case_number,
        issued_on=issued_on,
        reference=tuple(_reference(facts)),
        sections=tuple(_sections(facts)),
    )


def _reference(facts: GeneralFacts) -> Iterator[tuple[str, str]]:
    yield "Nämnd", f"{facts.board}, {facts.municipality}"
    yield "Period", facts.period
    if facts.about:
        yield "Gäller", facts.about
    if facts.decision:
        yield "Nämndens beslut", facts.decision


def _sections(facts: GeneralFacts) -> Iterator[Section]:
    for passage in facts.passages:
        blocks = (*_lead(facts, passage), *paragraphs(passage.text), *_tables(facts, passage))
        if blocks:
            is_summary = passage.place == ReportText.SUMMARY
            yield Section(passage.heading, blocks, numbered=not is_summary)


def _lead(facts: GeneralFacts, passage: PassageSaid) -> Iterator[Block]:
    """Yield what stands before the text of the first heading."""
    if passage.place != facts.passages[0].place:
        return
    if said := " ".join(_reservations(facts)):
        yield Notice(said)
    if facts.single and facts.kind == ReportKind.SINGLE:
        yield _about(facts.single)


def _reservations(facts: GeneralFacts) -> Iterator[str]:
    if not facts.decision:
        yield DRAFT
    if facts.counted_until:
        day = swedish_date(facts.counted_until)
        yield f"Siffrorna är räknade till och med {day}, innan perioden var slut."


def _about(single: SingleFacts) -> Facts:
    day = single.carried_out_on
    return Facts(
        (
            ("Utförare", single.provider),
            ("Uppföljning", single.number),
            ("Avtal", single.agreement),
            ("Tidpunkt för uppföljning", swedish_date(day) if day else "–"),
            ("Utfall", single.outcome or "–"),
        )
    )


def _tables(facts: GeneralFacts, passage: PassageSaid) -> Iterator[Block]:
    for place, table in facts.tables:
        if place == passage.place:
            yield from table_blocks(table)
