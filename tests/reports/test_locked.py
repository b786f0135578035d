"""Locked tables: the same back, and a fingerprint that sees every change."""

import json
from collections.abc import Mapping
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from insyn.papers.content import Figure, Paragraph, key_of
from insyn.papers.content import Table as PaperTable
from insyn.reports.letters.annex import NOT_SHOWN, annex_sheets
from insyn.reports.letters.tables import table_blocks
from insyn.reports.rules.layouts import LAYOUTS, placed_tables
from insyn.reports.rules.locked import (
    address_of,
    as_values,
    cell_at,
    changed_tables,
    fingerprint,
    from_values,
)
from insyn.reports.rules.rows import RowSaid, shown
from insyn.reports.rules.states import ReportKind, ReportText
from insyn.results.rules.tables import Cell, Line, Measure, RowKind, Table, count, share

TABLE = Table(
    "coverage",
    "Så mycket är uppföljt",
    ("Kontrakt", "Andel"),
    (
        Line("private", "Privat", (count(RowKind.CONTRACT, (1, 2)),
                                   share(RowKind.CONTRACT, (1,), 2))),
        Line("all", "Alla", (count(RowKind.CONTRACT, (1, 2)), share(RowKind.CONTRACT, (), 0))),
    ),
    note="Kontrakt som gällde.",
    row_label="Driftform",
)  # fmt: skip


def cells() -> st.SearchStrategy[Cell]:
    numbers = st.none() | st.integers(0, 10**6) | st.floats(0, 1e6, allow_nan=False)
    return st.builds(
        Cell,
        value=numbers,
        measure=st.sampled_from(list(Measure)),
        row_kind=st.none() | st.sampled_from(list(RowKind)),
        rows=st.lists(st.integers(1, 99), unique=True).map(tuple),
        of=st.none() | st.integers(0, 99),
    )


@given(st.lists(cells(), min_size=1, max_size=4))
def test_what_is_locked_comes_back_the_same_also_by_way_of_json(found) -> None:
    columns = tuple(f"k{n}" for n in range(len(found)))
    table = replace(TABLE, columns=columns, lines=(Line("x", "X", tuple(found)),))
    values = as_values(table)
    stored = json.loads(json.dumps(values))

    assert from_values(stored) == table
    assert fingerprint(stored) == fingerprint(values)


def test_another_row_under_a_figure_is_another_fingerprint() -> None:
    other = replace(
        TABLE, lines=(replace(TABLE.lines[0], cells=(count(RowKind.CONTRACT, (1, 3)),)),)
    )

    assert fingerprint(as_values(other)) != fingerprint(as_values(TABLE))
    assert list(changed_tables([TABLE], [other])) == [TABLE]
    assert list(changed_tables([TABLE], [TABLE])) == []


def test_other_words_about_the_same_figures_are_no_change() -> None:
    said = replace(TABLE, title="Täckning", columns=("Avtal", "Del"), note="Som gällde då.")

    assert list(changed_tables([TABLE], [said])) == []
    assert list(changed_tables([TABLE], [replace(TABLE, lines=TABLE.lines[:1])])) == [TABLE]
    assert list(changed_tables([TABLE], [])) == [TABLE]


def test_a_figure_is_found_by_its_address() -> None:
    address = address_of(TABLE, TABLE.lines[0], 1)
    found = cell_at([TABLE], address)

    assert found is not None
    assert found[3] == TABLE.lines[0].cells[1]
    assert cell_at([TABLE], "coverage.private:9") is None


def test_what_is_not_known_is_a_dash_and_never_nought() -> None:
    assert shown(Cell(None)) == "–"
    assert shown(Cell(0)) == "0"
    assert shown(Cell(12.5, Measure.SHARE)) == "12,5 %"


def test_every_kind_has_a_layout_whose_places_stand_once() -> None:
    assert set(LAYOUTS) == set(ReportKind)
    for places in LAYOUTS.values():
        texts = [place.text for place in places]
        assert len(texts) == len(set(texts))


def test_a_table_that_no_place_names_stands_with_the_results() -> None:
    unknown = replace(TABLE, key="something_new")
    placed = {
        table.key: place for place, table in placed_tables(ReportKind.YEARLY, [unknown, TABLE])
    }

    assert placed == {"coverage": ReportText.COVERAGE, "something_new": ReportText.OUTCOME}


def test_a_section_leaves_out_what_it_does_not_name() -> None:
    unknown = replace(TABLE, key="something_new")

    assert [t.key for _p, t in placed_tables(ReportKind.INTERIM_SECTION, [unknown, TABLE])] == [
        "coverage"
    ]


def test_a_table_in_a_paper_has_the_address_of_every_figure_and_how_it_is_counted() -> None:
    table, note = table_blocks(TABLE)

    assert isinstance(table, PaperTable)
    assert isinstance(note, Paragraph)
    assert [key_of(cell) for row in table.rows for cell in row[1:]] == [
        "coverage.private:0", "coverage.private:1", "coverage.all:0", "coverage.all:1",
    ]  # fmt: skip
    assert note.text.endswith("Kontrakt som gällde.")


def drawing_of(key: str, values: Mapping[str, tuple[int, ...]], columns: tuple[str, ...]) -> str:
    """Return what the drawing of such a table is said to show; empty when there is none."""
    lines = (
        Line(name, name, tuple(Cell(one) for one in row)) for name, row in values.items()
    )  # fmt: skip
    blocks = table_blocks(Table(key, "Tabell", columns, tuple(lines)))
    return next((block.alt for block in blocks if isinstance(block, Figure)), "")


def test_a_paper_draws_what_the_table_compares_and_not_how_many_there_were() -> None:
    rhythm = ("Kontrakt som gällde", "I tid", "I tid, procent", "För länge sedan", "Aldrig")
    rows = {"A": (9, 7, 78, 1, 1), "B": (1, 1, 100, 0, 0), "C": (3, 0, 0, 0, 3)}
    clock = ("Antal mätta", "Median, dagar", "Nio av tio inom, dagar")
    times = {"A": (9, 7, 8), "B": (1, 1, 1), "C": (3, 32, 40)}

    said = drawing_of("rhythm_by_service_area", {**rows, "all": (13, 8, 62, 1, 4)}, rhythm)
    assert said == (
        "Tabell. A: i tid 7, för länge sedan 1, aldrig 1, B: i tid 1, för länge sedan 0, aldrig 0, "
        "C: i tid 0, för länge sedan 0, aldrig 3."
    )
    assert drawing_of("clock", times, clock) == "Tabell: median, dagar. A 7, B 1, C 32."
    assert drawing_of("boards", times, clock) == "Tabell: antal mätta. A 9, B 1, C 3."
    assert drawing_of("city_forms", times, clock) == ""


def test_a_table_locked_before_a_column_came_is_drawn_by_those_it_has() -> None:
    rows = {"A": (9, 7), "B": (1, 1), "C": (3, 0)}

    assert drawing_of("rhythm_by_service_area", rows, ("Kontrakt", "I tid")).endswith(
        "i tid. A 7, B 1, C 0."
    )


def test_the_annex_has_as_many_rows_as_each_figure_says_and_hides_none_of_them() -> None:
    rows = {(RowKind.CONTRACT, 1): RowSaid("Ramavtal", "Åkerö AB")}
    *_rest, underlying = annex_sheets([TABLE], rows)
    of_private = [
        row for row in underlying.rows if (row["line"], row["column"]) == ("Privat", "Kontrakt")
    ]

    assert [row["row"] for row in of_private] == ["Ramavtal", NOT_SHOWN]
    assert {row["figure"] for row in of_private} == {2}
