"""Whether a requirement can be followed up: four questions, hints, and what to tell procurement.

Pure. A hint is a proposal to the one who tests; nothing is ever decided by it.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from insyn.kernel.choices import Choice


class Mark(Choice):
    """The four things that must hold (uppföljbarhet)."""

    MEASURABLE = "is_measurable", "Mätbart"
    EVIDENCE = "has_evidence", "Underlag finns"
    RESPONDENT = "has_respondent", "Känt vem som svarar"
    FREQUENCY = "has_frequency", "Känt hur ofta"


class Followability(Choice):
    """What the test has shown."""

    FOLLOWABLE = "followable", "Går att följa upp"
    NOT_FOLLOWABLE = "not_followable", "Går inte att följa upp"
    UNTESTED = "untested", "Inte prövat"


Marks = Mapping[Mark, bool | None]
"""Yes, no, or not yet answered."""

QUESTIONS: Mapping[Mark, str] = {
    Mark.MEASURABLE: "Går det att avgöra med ja, nej eller ett tal om kravet är uppfyllt?",
    Mark.EVIDENCE: "Finns det ett underlag som visar om kravet är uppfyllt?",
    Mark.RESPONDENT: "Vet ni vem som ska svara på om kravet är uppfyllt?",
    Mark.FREQUENCY: "Vet ni hur ofta eller när kravet ska följas upp?",
}
MISSING: Mapping[Mark, str] = {
    Mark.MEASURABLE: "Det går inte att mäta",
    Mark.EVIDENCE: "Underlag saknas",
    Mark.RESPONDENT: "Det är oklart vem som svarar",
    Mark.FREQUENCY: "Det är oklart hur ofta det ska följas upp",
}
REASONS: Mapping[Mark, str] = {
    Mark.MEASURABLE: "Texten innehåller ord som kan tolkas olika.",
    Mark.EVIDENCE: "Kravet säger inte hur det verifieras.",
}
SUGGESTIONS: Mapping[Mark, str] = {
    Mark.MEASURABLE: "Ange ett antal, en andel, en tid eller en nivå som går att kontrollera.",
    Mark.EVIDENCE: "Ange vilken handling eller uppgift utföraren ska kunna visa upp.",
    Mark.RESPONDENT: "Ange vem hos utföraren eller beställaren som ska svara för kravet.",
    Mark.FREQUENCY: "Ange hur ofta eller vid vilken tidpunkt kravet ska redovisas.",
}
IN_GROUP = "Ifyllt i grupp"
_VAGUE = (
    "god", "goda", "gott", "bra", "hög kvalitet", "hög standard", "tillräcklig", "tillräckligt",
    "tillräckliga", "lämplig", "lämpligt", "lämpliga", "adekvat", "adekvata", "rimlig", "rimligt",
    "rimliga", "skälig", "skäligt", "skäliga", "erforderlig", "erforderligt", "erforderliga",
    "relevant", "relevanta", "vid behov", "efter behov", "i möjligaste mån",
    "så långt som möjligt", "om möjligt", "när så är lämpligt", "regelbundet", "regelbunden",
    "regelbundna", "kontinuerligt", "löpande", "snarast", "skyndsamt", "inom rimlig tid",
    "i huvudsak", "sträva efter", "eftersträva", "verka för", "professionellt", "professionell",
    "hållbar", "hållbart",
)  # fmt: skip
_VAGUE_WORD = re.compile(
    r"\b(?:" + "|".join(re.escape(word) for word in sorted(_VAGUE, key=len, reverse=True)) + r")\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Hint:
    """A proposal for one of the four answers, why, and the words that gave rise to it."""

    mark: Mark
    reason: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Share:
    """How many requirements can be followed up, of those that have been tested."""

    followable: int = 0
    tested: int = 0
    untested: int = 0

    @property
    def total(self) -> int:
        return self.tested + self.untested

    @property
    def not_followable(self) -> int:
        return self.tested - self.followable

    @property
    def percent(self) -> int | None:
        """Return whole per cent of those tested, rounded down; None when none is tested."""
        return 100 * self.followable // self.tested if self.tested else None


def followability(marks: Marks) -> Followability:
    """Return what the answers show: one no is enough for a no, a yes takes four."""
    answers = [marks.get(mark) for mark in Mark]
    if False in answers:
        return Followability.NOT_FOLLOWABLE
    return Followability.UNTESTED if None in answers else Followability.FOLLOWABLE


def missing(marks: Marks) -> tuple[Mark, ...]:
    """Return the questions that were answered no, in their order."""
    return tuple(mark for mark in Mark if marks.get(mark) is False)


def vague_words(text: str) -> tuple[str, ...]:
    """Return the words in the text that different readers take differently, each once."""
    found = (match[0].casefold() for match in _VAGUE_WORD.finditer(text))
    return tuple(dict.fromkeys(found))


def hints(text: str, evidence: str) -> tuple[Hint, ...]:
    """Return the answers that the wording itself suggests should be no."""
    said = []
    if words := vague_words(text):
        said.append(Hint(Mark.MEASURABLE, REASONS[Mark.MEASURABLE], words))
    if not evidence.strip():
        said.append(Hint(Mark.EVIDENCE, REASONS[Mark.EVIDENCE]))
    return tuple(said)


def filled(answers: Marks, fill: Marks, doubted: Iterable[Mark] = ()) -> Marks:
    """Return the answers with those not yet given filled in: no where doubted, else as ``fill``."""
    doubts = frozenset(doubted)
    return {
        mark: (False if mark in doubts else fill[mark]) if answer is None else answer
        for mark, answer in answers.items()
    }


def group_note(note: str, before: Marks, after: Marks) -> str:
    """Return the note; one that is empty says which answers were filled in for many at once.

    So the list to procurement, and whoever reads the test, can tell them from answers that
    somebody gave with the requirement before their eyes.
    """
    given = [mark.label.lower() for mark in Mark if before.get(mark) is None is not after.get(mark)]
    return note or (f"{IN_GROUP}: {listed(given)}." if given else "")


def suggestion(marks: Marks, text: str) -> str:
    """Return what procurement can change so that the requirement can be followed up."""
    said = [SUGGESTIONS[mark] for mark in missing(marks)]
    if words := words_to_replace(marks, text):
        quoted = listed(f"”{word}”" for word in words)
        said.insert(0, f"Ersätt {quoted} med något som går att kontrollera.")
    return " ".join(said)


def words_to_replace(marks: Marks, text: str) -> tuple[str, ...]:
    """Return the vague words of a text that was found not to be measurable."""
    return vague_words(text) if marks.get(Mark.MEASURABLE) is False else ()


def listed(parts: Iterable[str]) -> str:
    """Return the parts as running text: ”a, b och c”."""
    *first, last = [*parts] or [""]
    return f"{', '.join(first)} och {last}" if first else last
