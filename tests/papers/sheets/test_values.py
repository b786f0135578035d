from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from insyn.papers.sheets.cells import Cell, Unfit
from insyn.papers.sheets.columns import ColumnSpec, Kind, parser_of, remarker_of

STATES = (("active", "Aktiv"), ("resting", "Vilande"), ("resting", "Paus"))


def parse(kind: Kind, cell: Cell, **facts: Any) -> object:
    return parser_of(ColumnSpec("key", "Rubrik", kind, **facts))(cell)


def sentence(kind: Kind, cell: Cell, **facts: Any) -> str:
    with pytest.raises(Unfit) as unfit:
        parse(kind, cell, **facts)
    return str(unfit.value)


# Texts.


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("KKP  bemanning AB", "KKP bemanning AB"),
        (" Meby\u00a0behandlingshem \n AB  ", "Meby behandlingshem AB"),
        ("Å\u00adsa\u200b AB\x00", "Åsa AB"),
        (3, "3"),
        (1.5, "1,5"),
        (True, "SANT"),
        (date(2017, 5, 24), "2017-05-24"),
        (datetime.fromisoformat("2017-05-24T13:30"), "2017-05-24 13:30"),
        ("+46 8 123 456", "+46 8 123 456"),
        ("Vård 😀 & Omsorg <AB>", "Vård 😀 & Omsorg <AB>"),
        ("-", "-"),
        ("#1 Vård", "#1 Vård"),
    ],
)
def test_texts_are_tidied(cell: Cell, text: str) -> None:
    assert parse(Kind.TEXT, cell) == text


@pytest.mark.parametrize("text", ['=HYPERLINK("x")', "+A1", "@SUM(1)", "  =1"])
def test_a_formula_is_no_text(text: str) -> None:
    assert sentence(Kind.TEXT, text).endswith("som en formel. Skriv texten utan det tecknet.")


def test_a_text_that_is_too_long_says_how_long() -> None:
    assert parse(Kind.TEXT, "abc", max_length=3) == "abc"
    assert sentence(Kind.TEXT, "abcd", max_length=3) == ("Texten har 4 tecken. Högst 3 får plats.")


@pytest.mark.parametrize("kind", [Kind.TEXT, Kind.INTEGER, Kind.YES_NO, Kind.CHOICE, Kind.LIST])
@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#SAKNAS!"])
def test_a_formula_error_is_no_value(kind: Kind, error: str) -> None:
    assert sentence(kind, error) == f"Cellen visar ett formelfel ({error}). Skriv in värdet."


@pytest.mark.parametrize("cell", [None, "\u200b", "\x00"])
def test_nothing_visible_is_no_text(cell: Cell) -> None:
    assert sentence(Kind.TEXT, cell) == "Värde saknas."


# Organisation numbers.


@pytest.mark.parametrize(
    "cell",
    ["556477-8958", "5564778958", 5564778958, "165564778958", "556477 8958"],
    ids=repr,
)
def test_an_organisation_number_is_ten_digits(cell: Cell) -> None:
    assert parse(Kind.ORGANISATION_NUMBER, cell) == "5564778958"


@pytest.mark.parametrize("cell", ["556000-00", "saknas", True, None, date(2017, 5, 24)])
def test_a_broken_organisation_number_gets_a_sentence(cell: Cell) -> None:
    assert sentence(Kind.ORGANISATION_NUMBER, cell).endswith(".")


def test_a_wrong_check_digit_is_only_a_remark() -> None:
    remark = remarker_of(ColumnSpec("orgnr", "Org.nr", Kind.ORGANISATION_NUMBER))

    assert remark is not None
    assert remark("5564778958") is None
    assert str(remark("5564778959")).startswith("Kontrollsiffran stämmer inte.")


@pytest.mark.parametrize("kind", sorted(set(Kind) - {Kind.ORGANISATION_NUMBER}))
def test_other_kinds_have_no_remarks(kind: Kind) -> None:
    assert remarker_of(ColumnSpec("key", "Rubrik", kind)) is None


# Numbers.


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("1 495,50", "1495.50"),
        ("1\u00a0495,50 kr", "1495.50"),
        ("1\u202f720", "1720"),
        ("4 100 kr", "4100"),
        ("4100:-", "4100"),
        ("SEK", None),
        ("1.495,50", "1495.50"),
        ("1.234.567", "1234567"),
        ("1495.5", "1495.5"),
        ("-3,5", "-3.5"),
        ("\u22123,5", "-3.5"),
        ("12 sek", "12"),
        (1720.5, "1720.5"),
        (0.1 + 0.2, "0.3"),
        (7, "7"),
        ("1,495.50", None),
        ("1.495", None),
        ("12 34", None),
        ("tre", None),
        ("1e5", None),
        ("٣", None),
        (True, None),
        (date(2017, 5, 24), None),
        (float("inf"), None),
        (float("nan"), None),
        (10**15, None),
        ("1" * 5000, None),
        ("0," + "1" * 40, None),
    ],
)
def test_a_number_is_read_the_swedish_way_or_refused(cell: Cell, number: str | None) -> None:
    if number is None:
        assert sentence(Kind.DECIMAL, cell).endswith(".")
    else:
        assert parse(Kind.DECIMAL, cell) == Decimal(number)


def test_a_number_with_two_meanings_names_both() -> None:
    assert sentence(Kind.DECIMAL, "1.495") == (
        "1.495 kan läsas på två sätt. Skriv 1495 eller 1,495."
    )


def test_a_whole_number_is_an_int() -> None:
    assert parse(Kind.INTEGER, "1 200") == 1200
    assert type(parse(Kind.INTEGER, 3.0)) is int


def test_a_rank_in_words_says_how_to_write_it() -> None:
    assert sentence(Kind.INTEGER, "tre") == (
        "Värdet är inte ett heltal. Skriv med siffror, till exempel 12."
    )


def test_a_fraction_is_no_whole_number() -> None:
    assert sentence(Kind.INTEGER, 1.5) == "1,5 är inte ett heltal. Skriv talet utan decimaler."


def test_numbers_keep_to_their_bounds() -> None:
    assert parse(Kind.INTEGER, 1, lowest=1, highest=1) == 1
    assert sentence(Kind.INTEGER, 0, lowest=1) == "Talet är för litet. Det ska vara minst 1."
    assert sentence(Kind.DECIMAL, "9,5", highest=9) == ("Talet är för stort. Det ska vara högst 9.")


# Yes and no, choices, lists.


@pytest.mark.parametrize("cell", ["Ja", "JA", "x", "X", 1, "1", True, "sant", "Yes"], ids=repr)
def test_yes_is_yes(cell: Cell) -> None:
    assert parse(Kind.YES_NO, cell) is True


@pytest.mark.parametrize("cell", ["Nej", "n", 0, "0", False, "FALSKT"], ids=repr)
def test_no_is_no(cell: Cell) -> None:
    assert parse(Kind.YES_NO, cell) is False


@pytest.mark.parametrize("cell", ["kanske", 2, 0.5, date(2017, 5, 24)])
def test_anything_else_is_neither(cell: Cell) -> None:
    assert sentence(Kind.YES_NO, cell) == ("Värdet är varken ja eller nej. Skriv Ja eller Nej.")


@pytest.mark.parametrize(
    ("cell", "code"),
    [("Aktiv", "active"), ("AKTIV ", "active"), ("active", "active"), ("paus", "resting")],
)
def test_a_choice_is_known_by_label_or_code(cell: str, code: str) -> None:
    assert parse(Kind.CHOICE, cell, choices=STATES) == code


def test_a_misspelt_choice_gets_a_proposal() -> None:
    assert sentence(Kind.CHOICE, "Vilnade", choices=STATES) == (
        "Värdet finns inte bland de tillåtna. Menade du ”Vilande”?"
    )


def test_an_unknown_choice_gets_the_list() -> None:
    assert sentence(Kind.CHOICE, "?", choices=STATES) == (
        "Värdet finns inte bland de tillåtna: Aktiv, Vilande, Paus."
    )


def test_a_list_is_split_tidied_and_without_repetitions() -> None:
    cell = "Konsulentstött  jourhem; Konsulentstött familjehem;;Konsulentstött jourhem"

    assert parse(Kind.LIST, cell) == ("Konsulentstött jourhem", "Konsulentstött familjehem")


@pytest.mark.parametrize("cell", [";", " ; ", None])
def test_a_list_of_nothing_is_refused(cell: Cell) -> None:
    assert sentence(Kind.LIST, cell) == "Värde saknas."


def test_a_formula_in_a_list_is_refused() -> None:
    assert "som en formel" in sentence(Kind.LIST, "a; =1+1")


CELLS = st.one_of(
    st.none(),
    st.text(),
    st.text("0123456789 .,-/+:;krjanexå=@#\u00a0\u2212", max_size=20),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
)


@example(cell="\ud800")
@example(cell="9" * 400)
@example(cell=1e308)
@given(cell=CELLS)
@pytest.mark.parametrize("kind", list(Kind))
def test_a_parser_gives_a_value_or_a_swedish_sentence(kind: Kind, cell: Cell) -> None:
    try:
        value = parse(kind, cell, choices=STATES)
    except Unfit as unfit:
        value = str(unfit)

    assert value is not None


@given(st.text(min_size=1))
def test_an_accepted_text_is_its_own_tidied_form(text: str) -> None:
    try:
        once = parse(Kind.TEXT, text)
    except Unfit:
        return

    assert parse(Kind.TEXT, str(once)) == once
