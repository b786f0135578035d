"""A survey as the one who answers meets it."""

import dataclasses
import json

from insyn.criteria.rules import AnswerType, LevelFacts, QuestionFacts
from insyn.criteria.rules.states import Level
from insyn.surveys.rules import AnswerState
from insyn.surveys.rules.answering import Asking, Given, QuestionShown, SectionShown, section_shown
from insyn.surveys.rules.questions import AskedQuestion, SectionOfRound

NEVER_SHOWN = {
    "weight", "is_critical", "finding_rules", "met_when", "role_tag", "requirement_ids",
    "requirement_codes", "facts", "code", "scale_id", "may_be_published", "score",
}  # fmt: skip


def asked(pk: int, answer_type=AnswerType.YES_NO, **facts) -> AskedQuestion:
    said = QuestionFacts(text=f"Fråga {pk}?", code=f"F{pk}", answer_type=answer_type, **facts)
    return AskedQuestion(pk, said.code, pk, said.text, "", "", said, is_required=said.is_required)


def area(*questions: AskedQuestion) -> SectionOfRound:
    return SectionOfRound(1, 2, "Ledning", "", questions)


def test_what_the_authority_thinks_is_no_part_of_what_is_shown() -> None:
    shown = {field.name for field in dataclasses.fields(QuestionShown)}
    shown |= {field.name for field in dataclasses.fields(SectionShown)}

    assert not shown & NEVER_SHOWN


def test_questions_are_numbered_within_their_area() -> None:
    shown = section_shown(area(asked(7), asked(9)), {})

    assert [one.number for one in shown.questions] == ["2.1", "2.2"]


def test_what_is_taken_over_or_came_back_counts_as_unanswered() -> None:
    given = {
        1: Given("yes", state=AnswerState.ANSWERED),
        2: Given("yes", state=AnswerState.PREFILLED, prefilled_from="Från 2025"),
        3: Given("no", state=AnswerState.RETURNED, returned_reason="Skriv mer"),
    }
    shown = section_shown(area(asked(1), asked(2), asked(3)), given)

    assert (shown.answered, shown.required, shown.to_confirm, shown.returned) == (1, 3, 1, 1)
    assert [one.pk for one in shown.left] == [3, 2]


def test_a_voluntary_question_is_left_only_when_it_came_back() -> None:
    voluntary = asked(1, is_required=False)

    assert section_shown(area(voluntary), {}).is_done
    back = Given("no", state=AnswerState.RETURNED, returned_reason="Skriv mer")
    assert not section_shown(area(voluntary), {1: back}).is_done


def test_a_question_that_is_not_asked_is_not_counted() -> None:
    shown = section_shown(area(asked(1), asked(2)), {}, Asking(asked={1}))

    assert shown.required == 1
    assert [one.is_asked for one in shown.questions] == [True, False]


def test_a_condition_tells_the_browser_on_what_and_in_which_order() -> None:
    levels = tuple(LevelFacts(label, label[0], Level.MET) for label in ("Bra", "Dåligt"))
    on = asked(1, AnswerType.SCALE, levels=levels)
    condition = {"question": "F1", "operator": "at_most", "value": "Dåligt"}
    shown = section_shown(
        area(on, asked(2, condition=condition)), {}, Asking(known={"F1": on})
    ).questions[1]

    assert json.loads(shown.condition) == {
        "on": 1, "how": "at_most", "value": "Dåligt", "order": ["Bra", "Dåligt"],
    }  # fmt: skip


def test_a_field_shows_a_number_with_a_comma() -> None:
    question = section_shown(area(asked(1, AnswerType.NUMBER)), {1: Given(12.5)}).questions[0]

    assert question.typed == "12,5"


def test_not_applicable_leaves_the_field_empty() -> None:
    question = section_shown(area(asked(1, AnswerType.TEXT)), {1: Given("not_applicable")})

    assert question.questions[0].typed == ""
    assert question.questions[0].is_not_applicable
