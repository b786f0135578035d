import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from insyn.platform.text import tidy_line, tidy_text


def test_letters_typed_in_two_parts_become_one() -> None:
    assert tidy_line("A\u030aker\u00f6") == "Åkerö"


def test_a_line_has_one_space_between_words() -> None:
    assert tidy_line("  Åkerö \t Omsorg\u00a0AB\r\n") == "Åkerö Omsorg AB"


def test_text_keeps_paragraphs_and_indentation() -> None:
    assert tidy_text("Ett\r\n\r\n\r\n\r\n  två  \rtre\n") == "Ett\n\n  två\ntre"


def test_what_cannot_be_seen_goes() -> None:
    assert tidy_text("a\0b\x1fc\u200bd\u202ee\ufefff\ud800g") == "abcdefg"


@given(st.text(st.characters()))
def test_tidying_twice_changes_nothing_more(raw: str) -> None:
    once = tidy_text(raw)

    assert tidy_text(once) == once
    assert tidy_line(tidy_line(raw)) == tidy_line(raw)


@given(st.text(st.characters()))
def test_tidy_text_can_always_be_stored(raw: str) -> None:
    text = tidy_text(raw)

    text.encode("utf-8")
    assert "\0" not in text
    assert unicodedata.is_normalized("NFC", text)
