"""What the made-up units answer: the same on every machine, whatever the keys of the rows."""

from collections.abc import Mapping

from insyn.examples.answering import asker_of, fill_in
from insyn.examples.demonstration.survey_turns import without_words
from insyn.examples.demonstration.surveyed import Course
from insyn.examples.demonstration.town import ORIGIN
from insyn.examples.made_up_answers import WHOLE, answer_to, answers_of, roll
from insyn.kernel.access import Access
from insyn.surveys.models import SurveyAnswer, SurveyResponse
from insyn.surveys.queries.questions import questions_of
from insyn.surveys.rules import AnswerState
from insyn.surveys.rules.questions import asked_in_round, asked_now
from insyn.surveys.services.opening import note_opened

EVERY = 4
"""One answer in so many is another than the year before."""


def unit_of(response: SurveyResponse) -> str:
    """Return what tells the unit from others, wherever the demonstration is built."""
    return f"{response.contract.provider}:{response.unit}"


def answer(response: SurveyResponse, course: Course, *, year: int, left: int = 0) -> Access:
    """Let the unit open the survey and answer; all, or all but the last."""
    access = asker_of(response, origin=ORIGIN)
    note_opened(access, response)
    fill_in(access, response, _values(response, good=course.good, year=year, left=left))
    if not left:
        answer_rest(access, response, course, year)
    return access


def _values(response: SurveyResponse, *, good: int, year: int, left: int) -> Mapping[int, object]:
    """Return what the unit answers: mostly the same from one year to the next."""
    sections, day = questions_of(response.round), response.round.concerns_to
    codes = {one.pk: one.code for one in asked_in_round(sections)}
    unit = unit_of(response)
    usual = answers_of(sections, seed=unit, good=good, day=day)
    fresh = answers_of(sections, seed=f"{unit}:{year}", good=good, day=day)
    changed = {key for key in usual if roll(f"{unit}:{year}:{codes[key]}") < WHOLE // EVERY}
    values = {key: fresh.get(key, usual[key]) if key in changed else usual[key] for key in usual}
    said = without_words(sections, values) if good == WHOLE else values
    return dict(list(said.items())[: len(said) - left])


def answer_rest(access: Access, response: SurveyResponse, course: Course, year: int) -> None:
    """Answer what the other answers have made the survey ask, until nothing more is asked."""
    sections, day = questions_of(response.round), response.round.concerns_to
    rows = SurveyAnswer.objects.shown_to_provider(access).filter(response=response)
    seed = f"{unit_of(response)}:{year}:rest"
    while True:
        response.refresh_from_db(fields=["revision", "required_count", "answered_count"])
        if response.answered_count == response.required_count:
            return
        given = dict(rows.values_list("question", "value"))
        present = set(rows.filter(state=AnswerState.ANSWERED).values_list("question", flat=True))
        asked = asked_now(sections, given) - present
        more = {
            one.pk: answer_to(one.facts, seed=f"{seed}:{one.code}", good=course.good, day=day)
            for one in asked_in_round(sections)
            if one.pk in asked and one.is_required
        }
        fill_in(access, response, more)
