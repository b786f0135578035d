"""The report of a thematic review, and the summary by service area. Pure."""

from collections.abc import Iterator, Sequence
from datetime import date

from insyn.findings.rules import FindingKind
from insyn.papers.content import Block, Bullets, Document, Facts, Paragraph, Section, Table
from insyn.papers.wording import swedish_date
from insyn.themes.rules.patterns import LEAST, ShownPattern
from insyn.themes.rules.report import (
    FOUND,
    LEVELS,
    CauseSaid,
    RecommendationSaid,
    ReportFacts,
    ReviewSaid,
    SourceSaid,
    SummaryFacts,
    in_words,
)

HELD_BACK = "–"


def theme_report(facts: ReportFacts, *, issued_on: date) -> Document:
    """Return the report as a tree. It never tells of a single service."""
    return Document(
        title=facts.title,
        subtitle=f"Tematisk granskning av {facts.theme}",
        organisation=facts.organisation,
        issued_on=issued_on,
        reference=_reference(facts),
        sections=(
            Section("Frågeställning", _prose(facts.question)),
            Section("Metod", _prose(facts.method)),
            Section("Källor", _sources(facts.sources)),
            Section("Urvalet i siffror", tuple(_sample(facts))),
            Section("Resultat", _prose(facts.results), tuple(_patterns(facts))),
            *([Section("Analys", _prose(facts.discussion))] if facts.discussion else []),
            Section("Orsaker", (), tuple(_cause(cause) for cause in facts.causes)),
            Section("Begränsningar", _limits(facts.limits)),
            Section("Rekommendationer", _recommendations(facts.recommendations)),
        ),
    )


def _reference(facts: ReportFacts) -> tuple[tuple[str, str], ...]:
    period = f"{swedish_date(facts.starts_on)}–{swedish_date(facts.ends_on)}"
    return (("Nämnd", facts.board), ("Verksamhetsområde", facts.area), ("Period", period))


def _prose(text: str) -> tuple[Block, ...]:
    """Return the text by paragraphs; a dash where there is none."""
    parts = [part for part in text.split("\n\n") if part.strip()]
    return tuple(Paragraph(part) for part in parts) or (Paragraph(HELD_BACK),)


def _sources(sources: Sequence[SourceSaid]) -> tuple[Block, ...]:
    rows = tuple(
        (row.kind, row.text, HELD_BACK if row.amount is None else str(row.amount))
        for row in sources
    )
    if not rows:
        return (Paragraph("Inga källor är antecknade."),)
    header = ("Slag", "Källa", "Antal")
    return (Table("Källor", header, rows, widths=(1.5, 5, 1)),)


def _sample(facts: ReportFacts) -> Iterator[Block]:
    if facts.sample_text:
        yield from _prose(facts.sample_text)
    yield Facts(
        (
            ("Verksamheter i urvalet", in_words(facts.sample)),
            ("Uppföljningar som är bedömda", in_words(facts.assessed)),
        )
    )
    if len(facts.areas) > 1:
        rows = tuple((name, _figure(count)) for name, count in facts.areas)
        yield Table("Verksamheter efter område", ("Verksamhetsområde", "Antal"), rows)
    yield Paragraph(
        "Siffror om färre än fem verksamheter visas inte, och inte heller siffror som de går att "
        "räkna fram ur. Granskningen bedömer inte enskilda verksamheter."
    )


def _figure(count: int | None) -> str:
    return HELD_BACK if count is None else str(count)


def _patterns(facts: ReportFacts) -> Iterator[Section]:
    if facts.levels:
        labels = tuple(level.label for level in LEVELS)
        codes = [level.value for level in LEVELS]
        yield _pattern("Bedömningar efter område", "Område", labels, codes, facts.levels)
    if facts.found:
        labels = tuple(label for _kind, label in FOUND)
        codes = [kind.value for kind, _label in FOUND]
        yield _pattern("Vad som sågs efter område", "Område", labels, codes, facts.found)
    if facts.requirements:
        codes = [FindingKind.DEFICIENCY.value]
        yield _pattern("Krav med brister", "Krav", ("Brist",), codes, facts.requirements)


def _pattern(
    heading: str,
    first: str,
    labels: tuple[str, ...],
    codes: Sequence[str],
    rows: Sequence[ShownPattern],
) -> Section:
    """Return a table of how many services were seen with what."""
    cells = tuple(
        (row.heading, _figure(row.services), *(_figure(row.counts[code]) for code in codes))
        for row in rows
    )
    table = Table(
        f"{heading}, antal verksamheter", (first, "Verksamheter", *labels), cells,
        widths=(3, *([1.3] * (len(labels) + 1))),
    )  # fmt: skip
    return Section(heading, (table,), numbered=False)


def _cause(cause: CauseSaid) -> Section:
    pairs = [("Styrka", cause.strength), ("Källor", "; ".join(cause.sources) or HELD_BACK)]
    if cause.services is not None:
        pairs.append(("Verksamheter där den sågs", in_words(cause.services)))
    return Section(cause.text, (*_prose(cause.basis), Facts(tuple(pairs))))


def _limits(text: str) -> tuple[Block, ...]:
    small = (
        "Granskningen förklarar mönster i ett urval. Den säger inget om en enskild verksamhet, "
        f"och mönster i färre än {LEAST} verksamheter redovisas inte."
    )
    own = _prose(text) if text.strip() else ()
    return (*own, Paragraph(small))


def _recommendations(rows: Sequence[RecommendationSaid]) -> tuple[Block, ...]:
    if not rows:
        return (Paragraph("Inga rekommendationer är skrivna."),)
    cells = tuple(
        (row.text, row.receiver, row.cause or HELD_BACK, row.due_on.isoformat())
        if row.due_on
        else (row.text, row.receiver, row.cause or HELD_BACK, HELD_BACK)
        for row in rows
    )
    header = ("Rekommendation", "Riktas till", "Orsak", "Följs upp")
    return (Table("Rekommendationer", header, cells, widths=(4, 1.6, 3, 1.4)),)


def summary_paper(facts: SummaryFacts, *, issued_on: date) -> Document:
    """Return the summary by service area, for the quality report and the board's own report."""
    return Document(
        title=f"Tematiska granskningar {facts.year}",
        subtitle="Sammanfattning per verksamhetsområde",
        organisation=facts.organisation,
        issued_on=issued_on,
        sections=tuple(
            Section(area, (), tuple(map(_summed, reviews))) for area, reviews in facts.areas
        )
        or (Section("", (Paragraph("Ingen rapport är lämnad under året."),)),),
    )


def _summed(review: ReviewSaid) -> Section:
    blocks: list[Block] = [Paragraph(review.question), *_prose(review.results)]
    if review.causes:
        said = tuple(f"{cause.text} ({cause.strength.casefold()})" for cause in review.causes)
        blocks += [Paragraph("Orsaker:"), Bullets(said)]
    if review.recommendations:
        told = tuple(f"{row.receiver}: {row.text}" for row in review.recommendations)
        blocks += [Paragraph("Rekommendationer:"), Bullets(told)]
    if review.decided:
        blocks.append(Paragraph(f"Behandlad av nämnden: {review.decided}"))
    return Section(review.title, tuple(blocks))
