"""A survey as a workbook to fill in. Pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from insyn.criteria.rules import AnswerType
from insyn.papers.fill_in import FillInRow, FillInSheet, Slot
from insyn.papers.wording import Language
from insyn.surveys.rules.answering import QuestionShown, SectionShown
from insyn.surveys.rules.workbook import (
    NOT_APPLICABLE_SAID,
    SHEET,
    Mark,
    answer_text,
    row_key,
)

Say = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class WorkbookFacts:
    """What the sheet says above its questions. ``closed`` tells why nothing can be changed."""

    mark: Mark
    survey: str
    subject: str
    authority: str
    due_on: date
    contact: str
    closed: str = ""


@dataclass(frozen=True, slots=True)
class _Words:
    headings: tuple[str, ...]
    subject: str
    due: str
    contact: str
    how: str
    safe: str
    confirm: str
    yes: str
    required: str
    voluntary: str
    returned: str
    earlier: str
    not_asked: str
    evidence: str
    said: Mapping[AnswerType, str]
    choose: str
    several: str
    not_applicable: str


_SWEDISH = _Words(
    headings=("Nr", "Fråga", "Hjälp", "Så svarar du", "Svar", "Kommentar", "Bekräfta", "Läge"),
    subject="{subject} · {authority}",
    due="Svara senast {day}. Frågor: {contact}",
    contact="Frågor: {contact}",
    how="Skriv bara i de gula cellerna. Spara filen och läs in den på enkätens sida under "
    "”Svara i Excel”. Då ser du vad som ändras innan något sparas.",
    safe="Skriv aldrig namn eller personnummer på enskilda. Filer bifogar du på enkätens sida.",
    confirm="Svaret är från {when}. Skriv Ja här om det fortfarande stämmer, eller ändra svaret.",
    yes="Ja",
    required="Ska besvaras",
    voluntary="Frivillig",
    returned="I retur {day}: {reason}",
    earlier="Från {when}: bekräfta eller ändra",
    not_asked="Ställs bara vid ett visst svar på en tidigare fråga",
    evidence="Underlag: {evidence}",
    said={
        AnswerType.NUMBER: "Skriv ett tal, som 12 eller 12,5",
        AnswerType.PERCENT: "Skriv procent, 0 till 100",
        AnswerType.DATE: "Skriv ett datum, som 2026-11-21",
        AnswerType.SAMPLE: "Skriv hur många som var rätt av hur många, som 9 av 10",
        AnswerType.TEXT: "Skriv med egna ord",
        AnswerType.DOCUMENT: "Bifoga filen på enkätens sida",
    },
    choose="Välj i listan",
    several="Skriv ett eller flera av svaren med semikolon mellan: {choices}",
    not_applicable="eller skriv Inte tillämpligt",
)
_ENGLISH = _Words(
    headings=("No.", "Question", "Help", "How to answer", "Answer", "Comment", "Confirm", "State"),
    subject="{subject} · {authority}",
    due="Answer by {day}. Questions: {contact}",
    contact="Questions: {contact}",
    how="Write only in the yellow cells. Save the file and read it in on the page of the survey "
    "under “Answer in Excel”. You will see what changes before anything is saved.",
    safe="Never write names or personal numbers of individuals. Attach files on the survey’s page.",
    confirm="The answer is from {when}. Write Yes here if it still holds, or change the answer.",
    yes="Yes",
    required="Must be answered",
    voluntary="Voluntary",
    returned="Returned {day}: {reason}",
    earlier="From {when}: confirm or change",
    not_asked="Asked only after a certain answer to an earlier question",
    evidence="Evidence: {evidence}",
    said={
        AnswerType.NUMBER: "Write a number, such as 12 or 12.5",
        AnswerType.PERCENT: "Write per cent, 0 to 100",
        AnswerType.DATE: "Write a date, such as 2026-11-21",
        AnswerType.SAMPLE: "Write how many were right of how many, such as 9 of 10",
        AnswerType.TEXT: "Write in your own words",
        AnswerType.DOCUMENT: "Attach the file on the survey’s page",
    },
    choose="Choose in the list",
    several="Write one or more of the answers with semicolons between: {choices}",
    not_applicable="or write Not applicable",
)
_WORDS = {Language.SWEDISH: _SWEDISH, Language.ENGLISH: _ENGLISH}
_WIDTHS = (7, 48, 36, 28, 30, 36, 12, 24)


def survey_workbook(
    facts: WorkbookFacts,
    sections: Iterable[SectionShown],
    *,
    say: Say,
    language: Language = Language.SWEDISH,
) -> FillInSheet:
    """Return the sheet: the areas in order, each question with its answer as it stands.

    ``say`` translates the labels of answers. Only what may be shown to the provider is there.
    """
    words = _WORDS[language]
    return FillInSheet(
        name=SHEET,
        mark=str(facts.mark),
        title=facts.survey,
        lines=(
            words.subject.format(subject=facts.subject, authority=facts.authority),
            facts.closed or words.due.format(day=facts.due_on.isoformat(), contact=facts.contact),
            words.how,
            words.safe,
        ),
        columns=tuple(zip(words.headings, _WIDTHS, strict=True)),
        rows=tuple(
            row
            for section in sections
            for row in _rows(section, words, say, is_closed=bool(facts.closed))
        ),
    )


def _rows(
    section: SectionShown, words: _Words, say: Say, *, is_closed: bool
) -> Iterator[FillInRow]:
    yield FillInRow(heading=f"{section.number}. {section.name}")
    for question in section.questions:
        answer, comment = answer_text(question, say), question.given.comment
        is_open = question.is_open and not is_closed
        yield FillInRow(
            key=row_key(question.pk, question.given.revision, answer, comment),
            cells=(
                question.number,
                question.text,
                _help(question, words),
                _how(question, words, say),
                _answer(question, answer, words, say) if is_open else answer,
                Slot(comment) if is_open and question.allows_comment else comment,
                _confirm(question, words) if is_open else "",
                _state(question, words),
            ),
        )


def _help(question: QuestionShown, words: _Words) -> str:
    evidence = words.evidence.format(evidence=question.evidence) if question.evidence else ""
    return "\n".join(filter(None, (question.help, evidence)))


def _how(question: QuestionShown, words: _Words, say: Say) -> str:
    labels = "; ".join(say(label) for _code, label in question.choices)
    if question.answer_type == AnswerType.SEVERAL:
        first = words.several.format(choices=labels)
    elif question.choices:
        first = f"{words.choose}: {labels}"
    else:
        first = words.said[question.answer_type]
    if question.measured_in:
        first = f"{first} ({question.measured_in})"
    return f"{first}, {words.not_applicable}" if question.allows_not_applicable else first


def _answer(question: QuestionShown, text: str, words: _Words, say: Say) -> str | Slot:
    if question.answer_type == AnswerType.DOCUMENT:
        return text
    if not question.choices or question.answer_type == AnswerType.SEVERAL:
        return Slot(text, hint=words.said.get(question.answer_type, ""))
    choices = [say(label) for _code, label in question.choices]
    extra = [say(NOT_APPLICABLE_SAID)] if question.allows_not_applicable else []
    return Slot(text, choices=(*choices, *extra))


def _confirm(question: QuestionShown, words: _Words) -> str | Slot:
    if not question.is_prefilled:
        return ""
    hint = words.confirm.format(when=question.given.prefilled_from)
    return Slot(choices=(words.yes,), hint=hint)


def _state(question: QuestionShown, words: _Words) -> str:
    given = question.given
    if question.is_returned:
        day = given.returned_on.isoformat() if given.returned_on else ""
        return words.returned.format(day=day, reason=given.returned_reason)
    if question.is_prefilled:
        return words.earlier.format(when=given.prefilled_from)
    if not question.is_asked or question.condition:
        return words.not_asked
    return words.required if question.is_required else words.voluntary
