"""A survey that is answered in a workbook: its marks, and what was filled in. Pure.

Each row has a key that says which question it is, which revision of the answer was put there,
and a digest of what the cells held. So a row that nobody has touched does nothing, and one that
somebody else has answered meanwhile is found.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from insyn.criteria.rules import AnswerType, QuestionFacts
from insyn.criteria.rules.answers import (
    LONGEST_ANSWER,
    NOT_APPLICABLE,
    choices_to,
    is_number,
    listed_choices,
    shown_number,
)
from insyn.criteria.rules.operations import as_value
from insyn.papers.sheets.cells import Cell, Row, Unfit, address, plain_text, shown
from insyn.papers.sheets.checking import Problem, Severity
from insyn.papers.sheets.dates import parse_date
from insyn.papers.sheets.values import YES, even_lines, parse_long_text
from insyn.surveys.rules.answering import QuestionShown
from insyn.surveys.rules.states import OperationKind

SHEET = "Enkät"
NOT_APPLICABLE_SAID = "Inte tillämpligt"
PRODUCT = "insyn-enkat"
ANSWER_COLUMN, COMMENT_COLUMN, CONFIRM_COLUMN = 5, 6, 7
"""Places from 0, after the hidden key, the number, the question, the help and how to answer."""

MARK = re.compile(rf"{PRODUCT} (\d{{1,18}}) (\d{{1,18}})")
KEY = re.compile(r"(\d{1,18}):(\d{1,9}):([0-9a-f]{16})")
_SAMPLE = re.compile(
    r"(\d{1,9})\s*(?:rätt av|right of|right out of|av|of|/)\s*(\d{1,9})", re.IGNORECASE
)
_BETWEEN = re.compile(r"[;\n]")
_FORMULA_STARTS = ("=", "@")

NOT_OURS = (
    "Filen är inte en arbetsbok som Insyn har gjort för en enkät. Hämta arbetsboken på den här "
    "sidan, fyll i den och lämna in den."
)
OTHER_ROUND = (
    "Arbetsboken hör till en annan enkät, kanske en äldre omgång. Hämta arbetsboken för den här "
    "enkäten och fyll i den."
)
OTHER_UNIT = (
    "Arbetsboken är hämtad för en annan verksamhet. Hämta arbetsboken för den här verksamheten och "
    "fyll i den."
)
UNKNOWN_QUESTION = (
    "Frågan finns inte i den del av enkäten som du svarar på. Hämta arbetsboken igen."
)
TWICE = "Frågan står på två rader. Ta bort den ena raden."
ROWS_LOST = "Arbetsboken har inga frågor kvar. Hämta arbetsboken igen."
IS_FORMULA = "Svaret börjar med ”%s” som en formel. Skriv svaret utan det tecknet."
FILES_ON_PAGE = "Filer lämnas på frågans sida, inte i arbetsboken. Ta bort det som står i cellen."
CONFIRM_TOO = (
    "Svaret är från förra gången och inte bekräftat. Skriv Ja i kolumnen Bekräfta, eller skriv ett "
    "nytt svar."
)
SAMPLE_AS = "Skriv hur många som var rätt och hur många som granskades, som 9 av 10."


@dataclass(frozen=True, slots=True)
class Mark:
    """Which response of which round a workbook was made for."""

    round: int
    response: int

    def __str__(self) -> str:
        return f"{PRODUCT} {self.round} {self.response}"


@dataclass(frozen=True, slots=True)
class FilledIn:
    """A row that somebody has changed, read: what to do with its question.

    ``row`` is that of the file, from 1. ``value`` is as an operation takes it.
    """

    row: int
    question: int
    kind: OperationKind
    value: object
    comment: str
    seen_revision: int
    answer_cell: Cell


Spoken = Callable[[str], Iterable[str]]
"""Returns a Swedish label in every language that a workbook may be written in."""


def row_key(question: int, revision: int, answer: str, comment: str) -> str:
    """Return the key of a row: question, revision, and a digest of what its cells hold."""
    return f"{question}:{revision}:{_digest(answer, comment)}"


def _digest(answer: Cell, comment: Cell) -> str:
    said = "\0".join(even_lines(plain_text(cell)) for cell in (answer, comment))
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _is_same(value: object, other: object) -> bool:
    """Tell whether two answers are the same; line breaks and spaces at line ends do not count."""
    if isinstance(value, str) and isinstance(other, str):
        return even_lines(value) == even_lines(other)
    return value == other


def answer_text(question: QuestionShown, say: Callable[[str], str]) -> str:
    """Return the answer as its cell holds it: what ``read_rows`` reads back."""
    value = question.given.value
    if value is None:
        return ""
    labels = {code: say(label) for code, label in question.choices}
    labels[NOT_APPLICABLE] = say(NOT_APPLICABLE_SAID)
    if isinstance(value, list):
        return "; ".join(labels.get(str(code), str(code)) for code in value)
    if isinstance(value, Mapping):
        return f"{value.get('right')} av {value.get('of')}"
    return shown_number(value) if is_number(value) else labels.get(str(value), str(value))


def mark_refusal(rows: Sequence[Row], wanted: Mark) -> str:
    """Return why the workbook is not one for this response; empty when it is."""
    cell = rows[0][0] if rows and rows[0] else None
    found = MARK.fullmatch(cell.strip()) if isinstance(cell, str) else None
    if found is None:
        return NOT_OURS
    if int(found[1]) != wanted.round:
        return OTHER_ROUND
    return "" if int(found[2]) == wanted.response else OTHER_UNIT


def read_rows(
    rows: Sequence[Row],
    questions: Mapping[int, QuestionShown],
    facts: Mapping[int, QuestionFacts],
    *,
    spoken: Spoken,
) -> tuple[list[FilledIn], list[Problem]]:
    """Return what was filled in, row by row, and everything wrong with it.

    ``questions`` are those that the asker may answer, by key.
    """
    filled: list[FilledIn] = []
    problems: list[Problem] = []
    seen: set[int] = set()
    for number, row in enumerate(rows, 1):
        key = KEY.fullmatch(str(row[0]).strip()) if row and isinstance(row[0], str) else None
        if key is None:
            continue
        pk, revision, digest = int(key[1]), int(key[2]), key[3]
        if pk in seen or pk not in questions:
            sentence = TWICE if pk in seen else UNKNOWN_QUESTION
            problems.append(Problem(Severity.ERROR, number, "", "", "", sentence))
            continue
        seen.add(pk)
        line = _Line(number, row, questions[pk], facts[pk], revision, digest, spoken)
        found = line.read()
        if isinstance(found, Problem):
            problems.append(found)
        elif found is not None:
            filled.append(found)
    if not seen and not problems:
        problems.append(Problem(Severity.ERROR, 1, "", "", "", ROWS_LOST))
    return filled, problems


@dataclass(frozen=True, slots=True)
class _Line:
    """A row of the file with its question."""

    number: int
    row: Row
    question: QuestionShown
    facts: QuestionFacts
    revision: int
    digest: str
    spoken: Spoken

    def _cell(self, column: int) -> Cell:
        return self.row[column] if column < len(self.row) else None

    @property
    def is_touched(self) -> bool:
        """Tell whether the answer or the comment is another than was put there."""
        return self.digest != _digest(self._cell(ANSWER_COLUMN), self._cell(COMMENT_COLUMN))

    @property
    def is_confirmed(self) -> bool:
        said = plain_text(self._cell(CONFIRM_COLUMN)).strip().casefold()
        return self.question.is_prefilled and said in YES

    def read(self) -> FilledIn | Problem | None:
        """Return what to do with the question, or what is wrong; None when nothing is done."""
        if not self.is_touched and not self.is_confirmed:
            return None
        column = COMMENT_COLUMN
        try:
            comment = _text(self._cell(COMMENT_COLUMN))
            column = ANSWER_COLUMN
            value = self._value()
        except Unfit as no:
            return self._wrong(column, str(no))
        return self._done(value, comment)

    def _done(self, value: object, comment: str) -> FilledIn | Problem:
        is_same = _is_same(value, self.question.given.value)
        if self.facts.answer_type == AnswerType.DOCUMENT and not is_same:
            return self._wrong(ANSWER_COLUMN, FILES_ON_PAGE)
        if self.question.is_prefilled and is_same and not self.is_confirmed:
            return self._wrong(CONFIRM_COLUMN, CONFIRM_TOO)
        kind = OperationKind.CLEAR if value is None else OperationKind.SET
        return FilledIn(
            row=self.number,
            question=self.question.pk,
            kind=OperationKind.CONFIRM if self.is_confirmed and is_same else kind,
            value=self.question.given.value if is_same else value,
            comment=comment,
            seen_revision=self.revision,
            answer_cell=self._cell(ANSWER_COLUMN),
        )

    def _value(self) -> object:
        """Return the answer as it would be kept; None for an empty cell."""
        typed = read_answer(self.facts, self._cell(ANSWER_COLUMN), spoken=self.spoken)
        return as_value(self.facts, typed)

    def _wrong(self, column: int, sentence: str) -> Problem:
        cell = self._cell(column)
        where = address(self.number, column)
        return Problem(Severity.ERROR, self.number, where, HEADINGS[column], shown(cell), sentence)


HEADINGS = {
    ANSWER_COLUMN: "Svar",
    COMMENT_COLUMN: "Kommentar",
    CONFIRM_COLUMN: "Bekräfta",
}


def read_answer(facts: QuestionFacts, cell: Cell, *, spoken: Spoken) -> object:
    """Return the answer in the cell as an operation takes it; None for an empty cell.

    What the question's own rules say of it is left to them.

    Raises:
        Unfit: nothing of the kind can be read there; the sentence is Swedish.
    """
    text = _text(cell)
    if not text:
        return None
    if _is_one(text, NOT_APPLICABLE_SAID, spoken):
        return NOT_APPLICABLE
    read = _READERS.get(facts.answer_type)
    if read is not None:
        return read(text)
    if facts.answer_type == AnswerType.SEVERAL:
        return [_chosen(facts, part, spoken) for part in _BETWEEN.split(text) if part.strip()]
    return _chosen(facts, _YES_NO.get(text, text), spoken) if choices_to(facts) else text


def _text(cell: Cell) -> str:
    """Return the text of the cell; empty when there is none.

    Raises:
        Unfit: it shows a formula error, begins as a formula does, or is too long.
    """
    if cell is None:
        return ""
    text = parse_long_text(cell, LONGEST_ANSWER)
    if text.startswith(_FORMULA_STARTS):
        raise Unfit(IS_FORMULA % text[0])
    return text


def _chosen(facts: QuestionFacts, text: str, spoken: Spoken) -> str:
    for code, label in choices_to(facts):
        if _is_one(text, label, spoken):
            return code
    raise Unfit(f"Välj ett av svaren: {listed_choices(facts)}.")


def _is_one(text: str, label: str, spoken: Spoken) -> bool:
    said = " ".join(text.split()).casefold()
    return any(said == " ".join(word.split()).casefold() for word in spoken(label))


def _sample(text: str) -> Mapping[str, int]:
    found = _SAMPLE.fullmatch(text)
    if found is None:
        raise Unfit(SAMPLE_AS)
    return {"right": int(found[1]), "of": int(found[2])}


_YES_NO = {"SANT": "Ja", "FALSKT": "Nej"}
"""What a cell of the spreadsheet's own truth values is read as."""
_READERS: Mapping[AnswerType, Callable[[str], object]] = {
    AnswerType.DATE: lambda text: parse_date(text).isoformat(),
    AnswerType.SAMPLE: _sample,
    AnswerType.PERCENT: lambda text: text.rstrip(" %"),
}


def not_taken(filled: Iterable[FilledIn], refused: Mapping[int, str]) -> Iterator[Problem]:
    """Yield the rows that the survey's own rules refuse, with their sentences by question."""
    for one in filled:
        if sentence := refused.get(one.question):
            where = address(one.row, ANSWER_COLUMN)
            heading, value = HEADINGS[ANSWER_COLUMN], shown(one.answer_cell)
            yield Problem(Severity.ERROR, one.row, where, heading, value, sentence)
