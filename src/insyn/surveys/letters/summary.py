"""What the board is told of a round, all providers together: no single unit is named."""

from collections.abc import Iterator, Sequence

from insyn.papers.charts import Bar, bars
from insyn.papers.content import (
    Block,
    Bullets,
    Document,
    Figure,
    KeyFigure,
    KeyFigures,
    Notice,
    Paragraph,
    Section,
    Table,
)
from insyn.papers.wording import swedish_date
from insyn.surveys.rules.summaries import NONE_TEXT, RowFacts, SummaryFacts


def summary_paper(facts: SummaryFacts) -> Document:
    """Return the paper: response rate, shares met, the change, findings and measures."""
    return Document(
        title=f"Sammanställning: {facts.title}",
        subtitle=f"Avser {swedish_date(facts.concerns_from)} – {swedish_date(facts.concerns_to)}",
        organisation=facts.organisation,
        issued_on=facts.dated_on,
        reference=(("Nämnd", facts.board),),
        sections=(
            Section("Sammanfattning", tuple(_summary(facts))),
            *_sections(facts),
            *_areas(facts),
            *_findings(facts),
            Section("Så har siffrorna räknats", (Bullets(_method(facts)),)),
        ),
    )


def _summary(facts: SummaryFacts) -> Iterator[Block]:
    if facts.is_running:
        yield Notice("Enkäten pågår. Siffrorna är preliminära och ändras när fler lämnar in.")
    if not facts.handed_in:
        yield Paragraph("Ingen verksamhet har lämnat in enkäten än.", lead=True)
        return
    rate = (200 * facts.handed_in + facts.asked) // (2 * facts.asked) if facts.asked else 0
    yield Paragraph(
        f"{facts.handed_in} av {facts.asked} verksamheter har lämnat in, {rate} procent. "
        f"{_met(facts)}",
        lead=True,
    )
    yield KeyFigures(
        (
            KeyFigure("enkat.svarsandel", "Svarsandel", f"{rate} %"),
            KeyFigure("enkat.uppfyllt", "Uppfyllt", facts.total.text),
            *_compared(facts),
        )
    )


def _compared(facts: SummaryFacts) -> Iterator[KeyFigure]:
    if facts.before is not None:
        yield KeyFigure("enkat.andring", "Mot gången före", _points(_change(facts)))


def _met(facts: SummaryFacts) -> str:
    if facts.total.is_hidden or facts.total.per_cent is None:
        return "Så få har svarat att andelen uppfyllt inte kan visas."
    told = f"Av svaren som räknas är {facts.total.per_cent} procent uppfyllda."
    if facts.before is None:
        return f"{told} Det finns ingen tidigare omgång att jämföra med."
    return f"{told} Gången före ({facts.earlier}) var det {facts.before} procent."


def _change(facts: SummaryFacts) -> int | None:
    now = facts.total.per_cent
    return None if now is None or facts.before is None else now - facts.before


def _points(points: int | None) -> str:
    """Return the change in percentage points, with its sign."""
    if points is None:
        return NONE_TEXT
    sign = "+" if points > 0 else "−" if points < 0 else "±"
    return f"{sign}{abs(points)}"


def _sections(facts: SummaryFacts) -> Iterator[Section]:
    if not facts.sections:
        return
    shown = [row for row in facts.sections if row.total.per_cent is not None]
    blocks: list[Block] = []
    if shown:
        blocks.append(_chart("Andel uppfyllt per område i enkäten", shown))
    blocks.append(_table("Andel uppfyllt per område i enkäten", "Område", facts.sections))
    if facts.weakest:
        blocks.append(
            Table(
                "Frågor som lägst andel uppfyller",
                ("Fråga", "Uppfyllt", *_heading(facts.weakest)),
                tuple(
                    (row.name, row.total.text, *_told(row, facts.weakest)) for row in facts.weakest
                ),
                widths=(5, 1, *(1.4 for _column in _heading(facts.weakest))),
            )
        )
    yield Section("Resultat per område i enkäten", tuple(blocks))


def _chart(title: str, rows: Sequence[RowFacts]) -> Figure:
    said = ", ".join(f"{row.name} {row.total.text}" for row in rows)
    drawn = [Bar(row.name, (float(row.total.per_cent or 0),)) for row in rows]
    return Figure(title, said, bars(title, said, drawn, unit=" %"))


def _table(caption: str, first: str, rows: Sequence[RowFacts]) -> Table:
    return Table(
        caption,
        (first, "Uppfyllt", "Egen regi", "Andra utförare", *_heading(rows)),
        tuple(
            (row.name, row.total.text, row.own.text, row.others.text, *_told(row, rows))
            for row in rows
        ),
        widths=(3, 1, 1, 1.4, *(1.6 for _column in _heading(rows))),
    )


def _heading(rows: Sequence[RowFacts]) -> tuple[str, ...]:
    """Return the heading of the column with changes; none when nothing was asked before."""
    return ("Mot gången före",) if any(row.points is not None for row in rows) else ()


def _told(row: RowFacts, rows: Sequence[RowFacts]) -> tuple[str, ...]:
    return tuple(_points(row.points) for _column in _heading(rows))


def _areas(facts: SummaryFacts) -> Iterator[Section]:
    if not facts.areas:
        return
    rates = Table(
        "Resultat per verksamhetsområde",
        ("Verksamhetsområde", "Inlämnade", "Uppfyllt", "Egen regi", "Andra utförare"),
        tuple(
            (row.name, f"{row.handed_in} av {row.asked}", row.total.text, row.own.text,
             row.others.text)
            for row in facts.areas
        ),
        widths=(3, 1.3, 1, 1, 1.3),
    )  # fmt: skip
    blocks: list[Block] = [rates]
    if any(one.per_cent is not None for _name, shares in facts.grid for one in shares):
        header = ("Område i enkäten", *(row.name for row in facts.areas))
        cells = tuple((name, *(one.text for one in shares)) for name, shares in facts.grid)
        blocks += [
            Table(
                f"Andel uppfyllt per område och verksamhetsområde ({number})",
                (header[0], *header[first:last]),
                tuple((row[0], *row[first:last]) for row in cells),
            )
            for number, first, last in _slices(len(facts.areas))
        ]
    yield Section("Resultat per verksamhetsområde", tuple(blocks))


_COLUMNS = 5
"""Areas of service side by side in one table: more do not fit a page."""


def _slices(count: int) -> list[tuple[int, int, int]]:
    return [
        (number, first, min(first + _COLUMNS, count + 1))
        for number, first in enumerate(range(1, count + 1, _COLUMNS), 1)
    ]


def _findings(facts: SummaryFacts) -> Iterator[Section]:
    if not facts.handed_in:
        return
    blocks: list[Block] = []
    if facts.findings:
        rows = tuple((kind, str(number)) for kind, number in facts.findings)
        blocks.append(Table("Resultat av granskningen", ("Slag", "Antal"), rows, widths=(4, 1)))
    else:
        blocks.append(Paragraph("Granskningen har inte lett till några resultat än."))
    if facts.deviations:
        blocks.append(
            Table(
                "Brister och åtgärder per fråga",
                ("Fråga", "Brister", "Åtgärd begärd"),
                tuple(
                    (one.question, str(one.deficiencies), str(one.with_measures))
                    for one in facts.deviations
                ),
                widths=(5, 1, 1.5),
            )
        )
    yield Section("Brister och åtgärder", tuple(blocks))


def _method(facts: SummaryFacts) -> tuple[str, ...]:
    always = (
        "Uppfyllt är andelen svar som räknas som uppfyllda av alla svar som räknas. ”Inte "
        "tillämpligt”, datum och fri text räknas inte."
    )
    same = (
        "Andelen av flera frågor, och andelarna i egen regi och hos andra utförare bredvid den, "
        "räknas på samma frågor: dem där båda andelarna kan visas."
    )
    newest = "Varje verksamhets senast inlämnade svar räknas, en gång."
    small = (
        "Ingen enskild verksamhet nämns. Grupper med färre än fem svar döljs, och så mycket "
        "annat att de inte går att räkna ut."
    )
    here = "Något i den här sammanställningen döljs av det skälet."
    return (always, same, newest, small, *((here,) if facts.hides_something else ()))
