from hypothesis import given
from hypothesis import strategies as st

from insyn.registry.rules.names import LONGEST_KEY, number_searched, sort_key, spelling_key

ALPHABET = "abcdefghijklmnopqrstuvwxyzåäö"


def test_swedish_letters_come_last_in_their_own_order():
    names = ["Örn", "Zeta", "Ärla", "Asp", "Åsa", "örn 2", "zz"]

    assert sorted(names, key=sort_key) == ["Asp", "Zeta", "zz", "Åsa", "Ärla", "Örn", "örn 2"]


@given(st.text(ALPHABET), st.text(ALPHABET))
def test_the_key_always_sorts_as_the_alphabet_does(one: str, other: str):
    def place(word: str) -> list[int]:
        return [ALPHABET.index(letter) for letter in word]

    assert (sort_key(one) < sort_key(other)) == (place(one) < place(other))


@given(st.text(ALPHABET + "é &0-", max_size=60), st.data())
def test_a_part_of_a_name_is_always_a_part_of_its_key(name: str, data):
    start = data.draw(st.integers(0, len(name)))
    end = data.draw(st.integers(start, len(name)))

    assert sort_key(name[start:end]) in sort_key(name)


@given(st.text(ALPHABET, min_size=1), st.text(ALPHABET, min_size=1))
def test_the_key_never_finds_what_the_name_does_not_hold(part: str, name: str):
    assert (sort_key(part) in sort_key(name)) == (part in name)


@given(st.text())
def test_a_key_always_fits_its_column(name: str):
    assert len(sort_key(name)) <= LONGEST_KEY


def test_case_accents_and_spaces_are_even_in_a_key():
    assert sort_key("  Café   NORR ") == sort_key("cafe norr")


def test_case_and_spaces_are_even_in_a_spelling():
    assert spelling_key("Attendo  Individ") == spelling_key("attendo individ ")


def test_a_number_is_searched_without_its_dash_and_prefix():
    assert number_searched("16556677-8899") == "5566778899"


def test_the_beginning_of_a_number_is_searched():
    assert number_searched("5566 7") == "55667"


def test_a_name_is_no_number():
    assert number_searched("Bo 24") == ""
