"""Plain language: what is marked, what is not, and the index."""

import pytest

from insyn.reports.rules.plain import (
    Lix,
    MarkKind,
    is_passive,
    lix_of,
    marks_of,
    pieces_of,
    sentences_of,
)
from insyn.reports.rules.plain_words import INSTEAD

LONG = " ".join(["ord"] * 26) + "."


def kinds(text: str) -> list[MarkKind]:
    return [mark.kind for mark in marks_of(text)]


def test_a_sentence_of_25_words_passes_and_one_of_26_is_marked() -> None:
    assert kinds(" ".join(["ord"] * 25) + ".") == []
    assert kinds(LONG) == [MarkKind.LONG_SENTENCE]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("En mening. Två meningar.", 2),
        ("Enligt 10 kap. 8 § kommunallagen följs utförare upp.", 1),
        ("Vi följer upp t.ex. Hemtjänst i Ekby.", 1),
        ("- ett\n- två\n- tre", 3),
        ("Vem gjorde det? Vi!", 2),
        ("", 0),
        ("1234 5678", 0),
    ],
)
def test_sentences_are_told_apart(text: str, number: int) -> None:
    assert len(list(sentences_of(text))) == number


def test_officialese_is_marked_with_what_to_write() -> None:
    (mark,) = marks_of("Samtliga är med.")

    assert mark.kind == MarkKind.OFFICIALESE
    assert mark.text == "Samtliga"
    assert "alla" in mark.advice


def test_a_word_within_another_is_left_alone() -> None:
    assert kinds("Skallen är hel och densammas lika.") == []


def test_an_abbreviation_is_marked_where_it_stands() -> None:
    text = "Vi ser bl.a. över rutiner."
    (mark,) = marks_of(text)

    assert text[mark.start : mark.end] == "bl.a."
    assert "bland annat" in mark.advice


def test_three_passives_in_one_sentence_are_marked_and_two_are_not() -> None:
    assert kinds("Planen begärdes och granskades.") == []
    assert kinds("Planen begärdes, granskades och godkändes.") == [MarkKind.PASSIVE]


@pytest.mark.parametrize("word", ["plats", "deras", "finns", "trots", "hus"])
def test_words_that_only_look_passive_are_none(word: str) -> None:
    assert not is_passive(word)


def test_a_long_word_is_marked() -> None:
    assert kinds("Kvalitetsuppföljningsansvariga ringer.") == [MarkKind.LONG_WORD]


def test_lix_is_words_a_sentence_plus_long_words_in_percent() -> None:
    # 8 ord, 2 meningar, 2 ord med fler än sex bokstäver: 8/2 + 100*2/8 = 29
    lix = lix_of("Vi besökte tolv hus. De flesta fungerar bra.")

    assert (lix.words, lix.sentences, lix.long_words) == (8, 2, 2)
    assert lix.value == 29
    assert lix.meaning == "mycket lättläst"


@pytest.mark.parametrize(
    ("value", "meaning"),
    [(29, "mycket lättläst"), (30, "lättläst"), (45, "medelsvår"), (59, "svår"),
     (60, "mycket svår")],
)  # fmt: skip
def test_what_lix_means(value: int, meaning: str) -> None:
    assert Lix(value, 1, 0).meaning == meaning


def test_nothing_is_said_of_a_text_without_words() -> None:
    assert lix_of("").value is None
    assert lix_of("123").meaning == ""


def test_the_pieces_are_the_text_again() -> None:
    text = f"Samtliga skall t.ex. redovisas.\n\n{LONG}\n- Kvalitetsuppföljningsansvariga"

    pieces = pieces_of(text)
    assert "".join(piece.text for piece in pieces) == text
    assert [p.text for p in pieces if p.mark] == [
        "Samtliga", "skall", "t.ex.", "Kvalitetsuppföljningsansvariga",
    ]  # fmt: skip


def test_the_list_is_long_enough_and_says_something_for_each() -> None:
    assert 60 <= len(INSTEAD) <= 110
    assert all(instead.strip() and word == word.lower() for word, instead in INSTEAD.items())
