"""Personal numbers are found in free text, and other numbers are left alone."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insyn.surveys.rules.texts import personal_number_problem


@pytest.mark.parametrize(
    "text",
    [
        "850312-1231",
        "Hon heter 8503121231.",
        "19850312-1234",
        "198503121234",
        "19850312 - 1234",
        "850372-1238",
        "19850372-1234",
        "120312+1239",
        "(850312-1231)",
        "a 20150101-0000 b",
    ],
)
def test_a_personal_number_is_found(text) -> None:
    assert "personnummer" in personal_number_problem(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Vi har 12 anställda sedan 2019.",
        "Ring 070-123 45 67 eller 010-123 45 67.",
        "Organisationsnummer 556036-0793",
        "Diarienummer SN 2026/0412",
        "2025-11-02",
        "Budgeten är 1 250 000 kronor",
        "850312-1234",
        "19851312-1234",
        "Faktura 4501239987654321",
    ],
)
def test_other_numbers_pass(text) -> None:
    assert personal_number_problem(text) == ""


def test_the_sentence_never_repeats_the_whole_number() -> None:
    said = personal_number_problem("850312-1231")

    assert "1231" not in said
    assert "850312-••••" in said


@given(
    born=st.dates(datetime.date(1900, 1, 1), datetime.date(2025, 12, 31)),
    number=st.integers(0, 9999),
    sign=st.sampled_from(["", "-", "+", " - "]),
    before=st.text(alphabet="abc åäö.,:()\n", max_size=10),
)
def test_a_number_with_its_century_is_always_found(born, number, sign, before) -> None:
    assert personal_number_problem(f"{before}{born:%Y%m%d}{sign}{number:04d}{before}")
