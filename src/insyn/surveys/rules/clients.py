"""What clients may be asked, when answers are taken in and when they are shown. Pure.

Nothing tells who answered: only choices among given values, the unit and the month. A half-year
is shown when nothing more can come to it, so that two readings never differ by one reply.
Source: OSL (2009:400) 26 kap. 1 §.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from insyn.criteria.rules import QuestionFacts
from insyn.criteria.rules.answers import CHOSEN_FROM, answer_problem
from insyn.criteria.rules.conditions import shown_questions
from insyn.surveys.rules.suppression import periods_of_five

LAST_DAY = 10
"""The day of the month after, until which a reply can be entered."""
MONTHS = 12
HALF = 6
QUARTER = 3

Month = date
"""The first day of a month."""


def template_refusal(questions: Sequence[QuestionFacts]) -> str:
    """Return why the questions cannot be put to clients, in Swedish; empty when they can."""
    if not questions:
        return "Mallen har inga frågor. Välj en annan."
    free = [question.text for question in questions if question.answer_type not in CHOSEN_FROM]
    if free:
        return (
            f"Frågan ”{free[0]}” besvaras inte med ett val. Frågor till klienter får bara ha "
            "svarsalternativ eller skala, så att inget kan peka ut någon. Ändra mallen."
        )
    return ""


def first_of(day: date) -> Month:
    """Return the month of the day."""
    return day.replace(day=1)


def month_after(month: Month, number: int = 1) -> Month:
    """Return the month that many months later, or earlier when negative."""
    years, place = divmod(month.month - 1 + number, MONTHS)
    return date(month.year + years, place + 1, 1)


def closes_on(month: Month) -> date:
    """Return the last day on which a reply of the month can be entered."""
    return month_after(month).replace(day=LAST_DAY)


def open_months(today: date, *, starts_on: date, ends_on: date | None) -> list[Month]:
    """Return the months that replies can be entered for, the latest first."""
    this = first_of(today)
    before = month_after(this, -1)
    months = [this, *([before] if today <= closes_on(before) else [])]
    last = ends_on or today
    return [month for month in months if first_of(starts_on) <= month <= first_of(last)]


def reply_refusal(questions: Sequence[QuestionFacts], answers: Mapping[str, object]) -> str:
    """Return why the answers, by question code, cannot be kept; empty when they can."""
    known = {question.code: question for question in questions}
    for code, value in answers.items():
        if code not in known:
            return "En fråga har ändrats medan du svarade. Läs in sidan igen."
        if problem := answer_problem(known[code], value):
            return f"”{known[code].text}”: {problem}"
    return "" if answers else "Fyll i minst ett svar."


def answers_to_keep(
    questions: Sequence[QuestionFacts], answers: Mapping[str, object]
) -> dict[str, object]:
    """Return the answers to the questions that are asked, given the others."""
    shown = {question.code for question in shown_questions(list(questions), dict(answers))}
    return {code: value for code, value in answers.items() if code in shown}


def half_of(month: Month) -> Month:
    """Return the first month of the half-year."""
    return month.replace(month=(month.month - 1) // HALF * HALF + 1)


def quarter_of(month: Month) -> Month:
    """Return the first month of the quarter."""
    return month.replace(month=(month.month - 1) // QUARTER * QUARTER + 1)


def is_over(half: Month, today: date) -> bool:
    """Tell whether nothing more can come to the half-year."""
    return today > closes_on(month_after(half, HALF - 1))


@dataclass(frozen=True, slots=True)
class Period:
    """One or more half-years that are shown together."""

    starts: Month
    ends: Month
    number: int

    @property
    def last_day(self) -> date:
        return month_after(self.ends) - timedelta(days=1)

    def holds(self, month: Month) -> bool:
        return self.starts <= month <= self.ends


def periods(counts: Mapping[Month, int], *, today: date) -> list[Period]:
    """Return the periods that are shown, in order, from the number of replies by month.

    Half-years that are over, rolled up until each period holds five replies.
    """
    by_half: dict[Month, int] = {}
    for half in _halves(counts, today):
        by_half[half] = sum(n for month, n in counts.items() if half_of(month) == half)
    return [
        Period(rolled[0], month_after(rolled[-1], HALF - 1), number)
        for rolled, number in periods_of_five(by_half.items())
    ]


def _halves(counts: Iterable[Month], today: date) -> list[Month]:
    """Return every half-year that is over, from the first with a reply."""
    months = list(counts)
    half = half_of(min(months)) if months else None
    found: list[Month] = []
    while half is not None and is_over(half, today):
        found.append(half)
        half = month_after(half, HALF)
    return found
