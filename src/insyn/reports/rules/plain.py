"""Plain language (klarspråk): what in a text is hard to read, and how it could be said. Pure.

The marks are advice. They never stop anybody from writing as they judge best.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from insyn.kernel.choices import Choice
from insyn.kernel.sentences import sentence
from insyn.reports.rules.plain_words import ABBREVIATIONS, INSTEAD, NOT_PASSIVE

LONGEST_SENTENCE = 25
"""Words."""

LONGEST_WORD = 22
"""Letters. Swedish compounds are long; beyond this most readers have to stop."""

MOST_PASSIVES = 2
"""Passive verbs in one sentence; from the third on it is hard to see who does what."""

SHORTEST_PASSIVE = 5
"""Letters."""

LIX_LONG = 6
"""Letters. A word with more is long in the readability index LIX."""


class MarkKind(Choice):
    """What is hard to read."""

    LONG_SENTENCE = "long_sentence", "Lång mening"
    LONG_WORD = "long_word", "Långt ord"
    PASSIVE = "passive", "Många passiva verb"
    OFFICIALESE = "officialese", "Kanslispråk"
    ABBREVIATION = "abbreviation", "Förkortning"


class Level(Choice):
    """How hard a text is to read, by its LIX."""

    VERY_EASY = "very_easy", "mycket lättläst"
    EASY = "easy", "lättläst"
    MEDIUM = "medium", "medelsvår"
    HARD = "hard", "svår"
    VERY_HARD = "very_hard", "mycket svår"


LIMITS = {Level.VERY_EASY: 30, Level.EASY: 40, Level.MEDIUM: 50, Level.HARD: 60}
"""Level → the LIX that is too high for it."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in the text, from ``start`` up to ``end``, and the advice about it."""

    kind: MarkKind
    start: int
    end: int
    text: str
    advice: str


@dataclass(frozen=True, slots=True)
class Lix:
    """The readability index of a text and what it is made of.

    LIX = words / sentences + 100 × words longer than six letters / words (Björnsson 1968).
    """

    words: int
    sentences: int
    long_words: int

    @property
    def value(self) -> int | None:
        """Return the index, rounded; None for a text without words."""
        if not self.words or not self.sentences:
            return None
        return round(self.words / self.sentences + 100 * self.long_words / self.words)

    @property
    def meaning(self) -> str:
        """Return what the index means."""
        value = self.value
        if value is None:
            return ""
        found = next((level for level, limit in LIMITS.items() if value < limit), Level.VERY_HARD)
        return found.label


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of the text as the page shows it: marked, or plain when it has no mark."""

    text: str
    mark: Mark | None = None


_WORD = re.compile(r"[A-Za-zÅÄÖåäöÉéÜü]+(?:-[A-Za-zÅÄÖåäöÉéÜü]+)*")
_END = re.compile(r"(?<=[.!?:])[\"”)]*\s+(?=[\"”(]?[A-ZÅÄÖ0-9–-])|\n+")
_PASSIVE = re.compile(r"(?:ades|ats|tts|des|tes|its|eras|as)$")


def _phrases(words: Iterator[str]) -> re.Pattern[str]:
    longest_first = sorted(words, key=len, reverse=True)
    said = "|".join(re.escape(word) for word in longest_first)
    return re.compile(rf"(?<![\w.])(?:{said})(?![\w])", re.IGNORECASE)


_OFFICIALESE = _phrases(iter(INSTEAD))
_ABBREVIATED = _phrases(iter(ABBREVIATIONS))


def sentences_of(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each sentence starts and ends; a line of a list is one of its own.

    A full stop inside an abbreviation, or before a figure as in ”10 kap. 8 §”, ends nothing.
    """
    masked = _ABBREVIATED.sub(lambda hit: "x" * len(hit.group()), text)
    masked = re.sub(r"\b(?:kap|st|nr|kl|sid)\.", lambda hit: hit.group()[:-1] + "x", masked)
    at = 0
    for gap in [*_END.finditer(masked), None]:
        end = gap.start() if gap else len(text)
        if _WORD.search(text, at, end):
            lead = len(text[at:end]) - len(text[at:end].lstrip(" \t-–"))
            yield at + lead, at + len(text[at:end].rstrip())
        at = gap.end() if gap else end


def lix_of(text: str) -> Lix:
    """Return the readability index of the text."""
    words = _WORD.findall(text)
    long_words = sum(len(word.replace("-", "")) > LIX_LONG for word in words)
    return Lix(len(words), sum(1 for _ in sentences_of(text)), long_words)


def marks_of(text: str) -> list[Mark]:
    """Return what is hard to read, in the order of the text."""
    found = [*_in_sentences(text), *_words(text), *_listed(text)]
    return sorted(found, key=lambda mark: (mark.start, -mark.end))


def _in_sentences(text: str) -> Iterator[Mark]:
    for start, end in sentences_of(text):
        said = text[start:end]
        words = _WORD.findall(said)
        if len(words) > LONGEST_SENTENCE:
            advice = sentence(
                "Meningen har %(number)s ord. Dela den i två, eller gör en lista.",
                number=str(len(words)),
            )
            yield Mark(MarkKind.LONG_SENTENCE, start, end, said, advice)
        passives = [word for word in words if is_passive(word)]
        if len(passives) > MOST_PASSIVES:
            advice = sentence(
                "Skriv vem som gör vad i stället för %(words)s.", words=", ".join(passives)
            )
            yield Mark(MarkKind.PASSIVE, start, end, said, advice)


def is_passive(word: str) -> bool:
    """Tell whether the word looks like a verb in the passive."""
    low = word.lower()
    return len(low) >= SHORTEST_PASSIVE and low not in NOT_PASSIVE and bool(_PASSIVE.search(low))


def _words(text: str) -> Iterator[Mark]:
    for hit in _WORD.finditer(text):
        if len(hit.group()) > LONGEST_WORD:
            advice = sentence(
                "Ordet har %(number)s bokstäver. Går det att säga med flera ord?",
                number=str(len(hit.group())),
            )
            yield Mark(MarkKind.LONG_WORD, hit.start(), hit.end(), hit.group(), advice)


def _listed(text: str) -> Iterator[Mark]:
    for pattern, words, kind in (
        (_OFFICIALESE, INSTEAD, MarkKind.OFFICIALESE),
        (_ABBREVIATED, ABBREVIATIONS, MarkKind.ABBREVIATION),
    ):
        for hit in pattern.finditer(text):
            instead = words[hit.group().lower()]
            advice = sentence("Skriv hellre: %(instead)s.", instead=instead)
            yield Mark(kind, hit.start(), hit.end(), hit.group(), advice)


def pieces_of(text: str) -> list[Piece]:
    """Return the text in pieces, each word that is marked as one of its own.

    Sentences are told beside the text and not marked in it: marks never lie in one another.
    """
    whole = {MarkKind.LONG_SENTENCE, MarkKind.PASSIVE}
    pieces: list[Piece] = []
    at = 0
    for mark in marks_of(text):
        if mark.kind in whole or mark.start < at:
            continue
        if mark.start > at:
            pieces.append(Piece(text[at : mark.start]))
        pieces.append(Piece(mark.text, mark))
        at = mark.end
    if at < len(text):
        pieces.append(Piece(text[at:]))
    return pieces
