"""Locked tables: the same back, and a fingerprint that sees every change."""

import json
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from insyn.papers.content import Paragraph, key_of
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


def test_the_annex_has_as_many_rows_as_each_figure_says_and_hides_none_of_them() -> None:
    rows = {(RowKind.CONTRACT, 1): RowSaid("Ramavtal", "Åkerö AB")}
    *_rest, underlying = annex_sheets([TABLE], rows)
    of_private = [
        row for row in underlying.rows if (row["line"], row["column"]) == ("Privat", "Kontrakt")
    ]

    assert [row["row"] for row in of_private] == ["Ramavtal", NOT_SHOWN]
    assert {row["figure"] for row in of_private} == {2}
