import pytest
from hypothesis import given
from hypothesis import strategies as st

from insyn.kernel import orgnr
from insyn.registry.rules.likeness import alike, bare_name, mistyped_numbers

NAMES = st.text(max_size=30)
NUMBERS = st.text("0123456789", min_size=10, max_size=10)


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Åkerö Stödboende AB", "ÅKERÖ STÖDBOENDE"),
        ("Åkerö Stödboende AB", "Åkerö  Stödboende Aktiebolag (publ)"),
        ("Kooperativet Björken ek. för.", "Kooperativet Björken ekonomisk förening"),
        ("Solgläntans Vård & Omsorg AB", "Solgläntans Vård Omsorg"),
        ("Solgläntans behandlingshem", "Solgläntans behandlinghem"),
    ],
)
def test_near_names_are_alike(name: str, other: str):
    assert alike(name, other)


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Åkerö Stödboende AB", "Åkerö Hemtjänst AB"),
        ("Omsorgen Nord AB", "Omsorgen Syd AB"),
        ("AB", "HB"),
        ("", ""),
    ],
)
def test_other_names_are_not(name: str, other: str):
    assert not alike(name, other)


@given(NAMES, NAMES)
def test_it_never_matters_which_name_comes_first(name: str, other: str):
    assert alike(name, other) == alike(other, name)


@given(NAMES)
def test_a_name_is_always_alike_itself_if_anything_is_left_of_it(name: str):
    assert alike(name, name) == bool(bare_name(name))


@given(NUMBERS)
def test_a_slip_never_gives_the_number_itself_and_never_the_same_twice(digits: str):
    slips = list(mistyped_numbers(digits))

    assert digits not in slips
    assert all(orgnr.tidy(slip) == slip for slip in slips)


@given(NUMBERS, st.integers(0, 9), st.sampled_from("0123456789"))
def test_every_number_with_one_other_digit_is_found(digits: str, place: int, digit: str):
    slip = digits[:place] + digit + digits[place + 1 :]

    assert (slip in mistyped_numbers(digits)) == (slip != digits)


def test_two_neighbours_that_changed_places_are_found():
    assert "5566778989" in mistyped_numbers("5566778899")
