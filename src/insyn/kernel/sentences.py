"""Sentences with facts in them, which can be said in another language than they were written in."""

from collections.abc import Sequence
from typing import Self


class Words(str):
    """Words of the product inside a sentence, such as a state: themselves to be translated."""

    __slots__ = ("words",)
    words: Sequence[str]

    def __new__(cls, *words: str) -> Self:
        """Return the words as people say them: ”a”, ”a och b”, ”a, b och c”."""
        said = " och ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)
        made = super().__new__(cls, said)
        made.words = words
        return made


class Sentence(str):
    """A Swedish sentence that remembers what it was made of: a text with places, and the facts.

    To everything else it is the sentence itself. ``insyn.platform.sentences.said`` says it in
    the reader's language.
    """

    __slots__ = ("facts", "text")
    text: str
    facts: dict[str, str]


def sentence(text: str, **facts: str) -> Sentence:
    """Return the sentence with each fact in its place, as in ``%(name)s``."""
    made = Sentence(text % facts if facts else text)
    made.text, made.facts = text, facts
    return made
