from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from io import BytesIO

from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from insyn.papers.excel import Column, ColumnKind, write
from insyn.papers.sheets.cells import Row, address
from insyn.papers.sheets.checking import (
    Checked,
    LeftOut,
    Problem,
    RowCheck,
    RowProblem,
    Severity,
    check,
)
from insyn.papers.sheets.columns import ColumnSpec, Kind
from insyn.papers.sheets.errorlist import errorlist
from insyn.papers.sheets.headings import guess_heading_row, guess_mapping
from insyn.papers.sheets.reading import Sheet, read_sheet
from tests.papers.sheets.workbooks import FILES

PROVIDERS = (
    ColumnSpec("name", "Leverantör", required=True),
    ColumnSpec("orgnr", "Org.nr", Kind.ORGANISATION_NUMBER, required=True),
    ColumnSpec("area", "Avtalsområde", required=True, carry_down=True),
    ColumnSpec("lots", "Delområde", Kind.LIST),
    ColumnSpec("visited_on", "Tidpunkt", Kind.DATE),
)
AGREEMENTS = (
    ColumnSpec("name", "Leverantörsnamn", required=True),
    ColumnSpec("orgnr", "Organisationsnr", Kind.ORGANISATION_NUMBER, required=True),
    ColumnSpec("starts_on", "Startdatum", Kind.DATE, required=True),
    ColumnSpec("ends_on", "Slutdatum", Kind.DATE, required=True),
    ColumnSpec("option_until", "Option t.o.m.", Kind.DATE),
    ColumnSpec("price", "Pris/dygn", Kind.DECIMAL),
    ColumnSpec("rank", "Rang", Kind.INTEGER),
)
SMALL = (
    ColumnSpec("name", "Namn", required=True),
    ColumnSpec("places", "Platser", Kind.INTEGER),
)
GROUPED = (
    ColumnSpec("group", "Grupp", Kind.CHOICE, choices=(("a", "A"), ("b", "B")), carry_down=True),
    ColumnSpec("name", "Namn", required=True),
)

WRONG_CHECK_DIGIT = (
    "Kontrollsiffran stämmer inte. Jämför organisationsnumret med Bolagsverkets register."
)


def check_file(filename: str, columns: tuple[ColumnSpec, ...], *checks: RowCheck) -> Checked:
    sheet = read_sheet((FILES / filename).read_bytes(), filename, 0)
    heading_row = guess_heading_row(sheet.rows, columns)
    mapping = guess_mapping(sheet.rows[heading_row - 1], columns)
    return check(
        sheet, heading_row=heading_row, mapping=mapping, columns=columns, extra_row_checks=checks
    )


def check_rows(*rows: Row, columns: tuple[ColumnSpec, ...] = SMALL) -> Checked:
    heading: Row = tuple(column.heading for column in columns)
    mapping = {column.key: index for index, column in enumerate(columns)}
    sheet = Sheet("Blad1", [heading, *rows])
    return check(sheet, heading_row=1, mapping=mapping, columns=columns)


def said(checked: Checked) -> list[tuple[str, str]]:
    return [(problem.cell, problem.sentence) for problem in checked.problems]


def ends_after_start(values: Mapping[str, object]) -> Iterator[RowProblem]:
    starts_on, ends_on = values["starts_on"], values["ends_on"]
    if isinstance(starts_on, date) and isinstance(ends_on, date) and ends_on < starts_on:
        yield RowProblem("ends_on", "Avtalet slutar innan det börjar.")


# The files of the municipalities.


def test_the_list_of_2017_gives_seventeen_rows_and_one_warning() -> None:
    checked = check_file("leverantorer-2017.xlsx", PROVIDERS)

    assert checked.is_fit
    assert [row.number for row in checked.rows] == list(range(5, 22))
    assert [(problem.severity, problem.cell) for problem in checked.problems] == [
        (Severity.WARNING, "B17")
    ]
    assert checked.left_out == [LeftOut(23, "Summarad (”Summa”).")]


def test_the_group_names_of_2017_are_carried_down() -> None:
    areas = [row.values["area"] for row in check_file("leverantorer-2017.xlsx", PROVIDERS).rows]

    assert [areas.count(area) for area in dict.fromkeys(areas)] == [2, 5, 5, 5]


def test_the_values_of_2017_are_tidied() -> None:
    rows = check_file("leverantorer-2017.xlsx", PROVIDERS).rows

    assert rows[1].values == {
        "name": "Attendo individ och familj AB",
        "orgnr": "5564778958",
        "area": "Öppenvård",
        "lots": ("familjebehandling", "kvalificerad kontaktperson"),
        "visited_on": date(2017, 6, 9),
    }
    assert rows[3].values["orgnr"] == "5567667984"
    assert rows[7].values["orgnr"] == "5566998182"
    assert rows[15].values["name"] == "KKP bemanning AB"


def test_every_fault_of_the_other_register_is_said() -> None:
    checked = check_file("avtalsregister-annan-kommun.csv", AGREEMENTS, ends_after_start)

    assert said(checked) == [
        ("", "Raden är samma som rad 2 och lämnas utanför."),
        ("D4", WRONG_CHECK_DIGIT),
        ("F4", "Avtalet slutar innan det börjar."),
        ("C5", "Texten börjar med ”=” som en formel. Skriv texten utan det tecknet."),
        ("D5", "Organisationsnumret ska ha tio siffror, till exempel 556677-8899."),
        ("G5", "Datumet 2026-02-31 finns inte: februari 2026 har 28 dagar."),
        ("I5", "Värdet är inte ett heltal. Skriv med siffror, till exempel 12."),
        ("C6", "Värde saknas. Fyll i ”Leverantörsnamn”."),
        ("D6", "Värde saknas. Fyll i ”Organisationsnr”."),
        ("F6", "Värde saknas. Fyll i ”Slutdatum”."),
    ]


def test_a_file_without_known_headings_names_each_missing_column() -> None:
    checked = check_file("fel-rubriker.xlsx", PROVIDERS)

    assert not checked.is_fit
    assert not checked.rows
    assert [problem.heading for problem in checked.problems] == [
        "Leverantör",
        "Org.nr",
        "Avtalsområde",
    ]
    assert checked.problems[0].sentence == (
        "Kolumnen ”Leverantör” måste finnas. Välj vilken kolumn i filen som är ”Leverantör”, "
        "eller välj en annan rubrikrad."
    )


# Rows.


def test_an_error_tells_row_cell_column_and_value() -> None:
    assert check_rows(("Åsa", "t" * 70)).problems == [
        Problem(
            Severity.ERROR,
            2,
            "B2",
            "Platser",
            "t" * 59 + "…",
            "Värdet är inte ett heltal. Skriv med siffror, till exempel 12.",
        )
    ]


def test_a_row_with_an_error_is_not_among_the_rows() -> None:
    checked = check_rows(("Åsa", "tre"), ("Örjan", 3))

    assert [row.number for row in checked.rows] == [3]


def test_every_column_has_a_value_even_when_it_is_not_in_the_file() -> None:
    sheet = Sheet("Blad1", [("Namn",), ("Åsa",)])

    checked = check(sheet, heading_row=1, mapping={"name": 0}, columns=SMALL)

    assert checked.rows[0].values == {"name": "Åsa", "places": None}


def test_empty_rows_are_passed_over() -> None:
    checked = check_rows((), ("Åsa", 1), (), ())

    assert ([row.number for row in checked.rows], checked.left_out) == ([3], [])


def test_sum_rows_are_left_out_and_said_so() -> None:
    sums: list[Row] = [
        ("Summa", 17),
        (None, "Totalt:"),
        ("TOTAL", "1 495,50 kr"),
        ("Antal leverantörer", 3),
        ("Delsumma", None, 4.5),
    ]

    checked = check_rows(("Åsa", 1), *sums)

    assert [row.number for row in checked.rows] == [2]
    assert [left.row for left in checked.left_out] == [3, 4, 5, 6, 7]


def test_a_provider_whose_name_begins_with_total_is_no_sum() -> None:
    checked = check_rows(("Total Omsorg AB", 3), ("Summa summarum AB", "ja"), ("Totalt", "ja"))

    assert checked.left_out == []


def test_a_repeated_heading_row_is_left_out() -> None:
    checked = check_rows(("Åsa", 1), ("Namn", "Platser"), ("Örjan", 1))

    assert checked.left_out == [LeftOut(3, "Rubrikraden upprepas.")]


def test_an_exact_repetition_is_left_out_with_a_warning() -> None:
    checked = check_rows(("Åsa", 1), ("Örjan", 1), ("Åsa", 1))

    assert checked.is_fit
    assert [row.number for row in checked.rows] == [2, 3]
    assert [problem.sentence for problem in checked.warnings] == [
        "Raden är samma som rad 2 och lämnas utanför."
    ]
    assert checked.left_out == [LeftOut(4, "Samma som rad 2.")]


def test_the_same_row_in_two_groups_is_no_repetition() -> None:
    checked = check_rows(
        ("A", "Åsa"), (None, "Örjan"), ("B", "Eva"), (None, "Örjan"), columns=GROUPED
    )

    assert [row.values["group"] for row in checked.rows] == ["a", "a", "b", "b"]


def test_nothing_above_means_nothing_to_carry_down() -> None:
    checked = check_rows((None, "Åsa"), columns=GROUPED)

    assert checked.rows[0].values["group"] is None


def test_a_wrong_group_name_is_said_once_and_spoils_all_its_rows() -> None:
    checked = check_rows(("C", "Åsa"), (None, "Örjan"), ("B", "Eva"), columns=GROUPED)

    assert [problem.cell for problem in checked.problems] == ["A2"]
    assert [row.number for row in checked.rows] == [4]


def test_a_file_with_headings_only_is_an_error() -> None:
    assert [problem.severity for problem in check_rows().problems] == [Severity.ERROR]


def test_a_heading_row_below_the_file_is_an_error() -> None:
    sheet = Sheet("Blad1", [("Namn",), ("Åsa",)])

    assert not check(sheet, heading_row=9, mapping={"name": 0}, columns=SMALL).is_fit


def test_a_place_outside_the_file_is_an_empty_cell() -> None:
    sheet = Sheet("Blad1", [("Namn",), ("Åsa",)])

    checked = check(sheet, heading_row=1, mapping={"name": 0, "places": 40}, columns=SMALL)

    assert checked.rows[0].values["places"] is None


def test_a_check_across_columns_may_only_warn() -> None:
    def doubtful(values: Mapping[str, object]) -> Iterator[RowProblem]:
        yield RowProblem("places", f"{values['places']} platser är ovanligt.", Severity.WARNING)

    sheet = Sheet("Blad1", [("Namn", "Platser"), ("Åsa", 400)])
    checked = check(
        sheet,
        heading_row=1,
        mapping={"name": 0, "places": 1},
        columns=SMALL,
        extra_row_checks=[doubtful],
    )

    assert checked.is_fit
    assert said(checked) == [("B2", "400 platser är ovanligt.")]


def test_a_check_across_columns_may_hang_on_a_column_the_file_lacks() -> None:
    def demanding(_: Mapping[str, object]) -> Iterator[RowProblem]:
        yield RowProblem("places", "Platser behövs här.")

    sheet = Sheet("Blad1", [("Namn",), ("Åsa",)])
    checked = check(
        sheet, heading_row=1, mapping={"name": 0}, columns=SMALL, extra_row_checks=[demanding]
    )

    assert said(checked) == [("", "Platser behövs här.")]
    assert checked.problems[0].heading == "Platser"
    assert not checked.rows


# Many problems.


def test_exactly_five_hundred_errors_are_all_listed() -> None:
    checked = check_rows(*((f"n{number}", "x") for number in range(500)))

    assert len(checked.problems) == 500


def test_more_errors_than_five_hundred_end_with_a_sentence() -> None:
    checked = check_rows(*((f"n{number}", "x") for number in range(800)))

    assert len(checked.problems) == 501
    assert checked.problems[-1].sentence.startswith("Filen har fler än 500 fel")
    assert checked.problems[-1].row == 502


def test_more_warnings_than_five_hundred_are_counted_and_do_not_stop() -> None:
    checked = check_rows(*[("Åsa", 1)] * 600, ("Örjan", 1))

    assert checked.is_fit
    assert len(checked.rows) == 2
    assert checked.problems[-1].sentence == "Ytterligare 99 varningar visas inte."


# The error list.


def test_the_error_list_is_a_workbook_with_one_row_per_problem() -> None:
    problems = check_rows(("=1+1", "tre")).problems

    rows = list(load_workbook(BytesIO(errorlist(problems))).active.iter_rows(values_only=True))

    assert rows[0] == (
        "Rad",
        "Cell",
        "Kolumn",
        "Värde i filen",
        "Vad som behöver rättas",
        "Fel eller varning",
    )
    assert rows[1][:4] == (2, "A2", "Namn", "=1+1")
    assert rows[2][5] == "Fel"
    assert len(rows) == 3


def test_an_error_list_without_problems_has_only_headings() -> None:
    assert load_workbook(BytesIO(errorlist([]))).active.max_row == 1


# Out and in again.

WRITTEN = (
    Column("name", "Namn"),
    Column("places", "Platser", ColumnKind.INTEGER),
    Column("price", "Pris", ColumnKind.NUMBER),
    Column("starts_on", "Start", ColumnKind.DATE),
    Column("is_active", "Aktiv", ColumnKind.YES_NO),
)
READ = (
    ColumnSpec("name", "Namn", required=True),
    ColumnSpec("places", "Platser", Kind.INTEGER),
    ColumnSpec("price", "Pris", Kind.DECIMAL),
    ColumnSpec("starts_on", "Start", Kind.DATE),
    ColumnSpec("is_active", "Aktiv", Kind.YES_NO),
)
LETTERS = st.text("abcåäöÅÄÖ&<>\"'", min_size=1, max_size=30)
ITEMS = st.fixed_dictionaries(
    {
        "name": LETTERS,
        "places": st.none() | st.integers(-(10**14), 10**14),
        "price": st.none() | st.decimals(-(10**9), 10**9, places=2),
        "starts_on": st.none() | st.dates(date(1900, 1, 1), date(2100, 12, 31)),
        "is_active": st.none() | st.booleans(),
    }
)


@settings(max_examples=15, deadline=None)
@given(st.lists(ITEMS, min_size=1, max_size=20, unique_by=lambda item: item["name"]))
def test_what_is_written_is_read_back(items: list[dict[str, object]]) -> None:
    sheet = read_sheet(write(WRITTEN, items, title="Lista"), "lista.xlsx", 0)

    mapping = guess_mapping(sheet.rows[0], READ)
    checked = check(sheet, heading_row=1, mapping=mapping, columns=READ)

    assert [row.values for row in checked.rows] == items


@given(st.integers(0, 16_383), st.integers(1, 1_048_576))
def test_an_address_is_what_the_spreadsheet_says(column: int, row: int) -> None:
    letters = address(row, column).rstrip("0123456789")

    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    assert (number - 1, f"{letters}{row}") == (column, address(row, column))


def test_addresses_turn_at_z() -> None:
    assert [address(3, column) for column in (0, 25, 26, 701, 702)] == [
        "A3",
        "Z3",
        "AA3",
        "ZZ3",
        "AAA3",
    ]


def test_decimals_come_back_as_decimals() -> None:
    sheet = Sheet("Blad1", [("Namn", "Pris"), ("Åsa", "1 495,50 kr")])

    checked = check(sheet, heading_row=1, mapping={"name": 0, "price": 1}, columns=READ)

    assert checked.rows[0].values["price"] == Decimal("1495.50")
