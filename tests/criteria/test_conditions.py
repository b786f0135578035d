from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insyn.criteria.rules import AnswerType, Level, LevelFacts, QuestionFacts, placed, swapped
from insyn.criteria.rules.answers import NOT_APPLICABLE
from insyn.criteria.rules.conditions import (
    OPERATORS,
    Operator,
    comparison_refusal,
    condition_in_words,
    condition_problems,
    holds,
    shown_questions,
    typed_value,
)

LEVELS = (
    LevelFacts("Bra", "+", Level.MET),
    LevelFacts("Sådär", "o", Level.PARTLY),
    LevelFacts("Dåligt", "-", Level.NOT_MET),
)
CHOICES = (("a1", "Muntligt"), ("a2", "Skriftligt"))


def question(code="F1", answer_type=AnswerType.YES_NO, **facts):
    return QuestionFacts("Hur?", code=code, answer_type=answer_type, **facts)


def asked_after(asked, operator, value=None, code="F2"):
    raw = {"question": asked.code, "operator": operator, "value": value}
    return question(code, condition=raw)


def test_a_question_without_a_condition_has_no_problem() -> None:
    assert condition_problems([question(), question("F2")]) == []


def test_a_condition_never_refers_to_its_own_question() -> None:
    alone = asked_after(question("F2"), "is", "yes")

    (sentence,) = condition_problems([alone])

    assert sentence == (
        "Fråga F2: Villkoret hänvisar till frågan själv. Välj en fråga som står före."
    )


def test_a_condition_never_looks_forward() -> None:
    asked = question()

    (sentence,) = condition_problems([asked_after(asked, "is", "yes"), asked])

    assert "F1, som ställs efter" in sentence


def test_a_condition_on_a_question_that_is_gone_is_told() -> None:
    (sentence,) = condition_problems([asked_after(question("F9"), "is", "yes")])

    assert "F9, som inte finns" in sentence


@pytest.mark.parametrize(
    ("answer_type", "operator", "value"),
    [
        (AnswerType.YES_NO, "is", "partly"),
        (AnswerType.YES_NO, "is", NOT_APPLICABLE),
        (AnswerType.YES_PARTLY_NO, "is", "kanske"),
        (AnswerType.FREQUENCY, "at_least", "fortnightly"),
        (AnswerType.NUMBER, "at_least", "tre"),
        (AnswerType.NUMBER, "is", True),
        (AnswerType.PERCENT, "at_most", 101),
        (AnswerType.DATE, "at_least", "2026-13-01"),
        (AnswerType.SINGLE, "is", "a9"),
        (AnswerType.SEVERAL, "is", ["a1"]),
        (AnswerType.SCALE, "is", "Utmärkt"),
        (AnswerType.SAMPLE, "at_least", -1),
    ],
)
def test_an_answer_that_cannot_be_is_told(answer_type, operator, value) -> None:
    asked = question(answer_type=answer_type, choices=CHOICES, levels=LEVELS)

    (sentence,) = condition_problems([asked, asked_after(asked, operator, value)])

    assert "kan inte få det svar" in sentence


@pytest.mark.parametrize("answer_type", [AnswerType.TEXT, AnswerType.DOCUMENT])
def test_free_text_is_only_answered_or_not(answer_type) -> None:
    asked = question(answer_type=answer_type)

    assert condition_problems([asked, asked_after(asked, "answered")]) == []
    assert "kan inte jämföras" in condition_problems([asked, asked_after(asked, "is", "x")])[0]


@pytest.mark.parametrize(
    "raw", [{}, {"question": "F1"}, {"question": "F1", "operator": "x"}, {"q": 1}]
)
def test_a_condition_that_cannot_be_read_is_told(raw) -> None:
    (sentence,) = condition_problems([question(), question("F2", condition=raw)])

    assert "går inte att läsa" in sentence


@pytest.mark.parametrize(
    ("answer_type", "operator", "value", "meets", "fails"),
    [
        (AnswerType.YES_NO, "is", "no", "no", "yes"),
        (AnswerType.YES_NO, "is_not", "no", "yes", "no"),
        (AnswerType.FREQUENCY, "at_least", "monthly", "weekly", "yearly"),
        (AnswerType.FREQUENCY, "at_most", "monthly", "yearly", "weekly"),
        (AnswerType.NUMBER, "at_least", 3, 3, 2.5),
        (AnswerType.PERCENT, "at_most", 90, 90, 90.5),
        (AnswerType.DATE, "at_least", "2026-01-01", "2026-01-01", "2025-12-31"),
        (AnswerType.SINGLE, "is", "a1", "a1", "a2"),
        (AnswerType.SEVERAL, "is", "a1", ["a2", "a1"], ["a2"]),
        (AnswerType.SEVERAL, "is_not", "a1", ["a2"], ["a1"]),
        (AnswerType.SCALE, "at_least", "Sådär", "Bra", "Dåligt"),
        (AnswerType.SCALE, "at_most", "Sådär", "Dåligt", "Bra"),
        (AnswerType.SAMPLE, "at_least", 90, {"right": 9, "of": 10}, {"right": 8, "of": 10}),
        (AnswerType.TEXT, "answered", None, "Ja, alltid.", None),
    ],
)
def test_each_type_is_compared_as_people_would(answer_type, operator, value, meets, fails) -> None:
    asked = question(answer_type=answer_type, choices=CHOICES, levels=LEVELS)
    raw = {"question": "F1", "operator": operator, "value": value}

    assert condition_problems([asked, question("F2", condition=raw)]) == []
    assert holds(raw, asked, meets)
    assert not holds(raw, asked, fails)
    assert not holds(raw, asked, None)


def test_not_applicable_is_an_answer_but_no_yes() -> None:
    asked = question()

    assert holds({"operator": "answered"}, asked, NOT_APPLICABLE)
    assert holds({"operator": "is_not", "value": "no"}, asked, NOT_APPLICABLE)
    assert not holds({"operator": "is", "value": "no"}, asked, NOT_APPLICABLE)


def test_what_depends_on_a_question_that_is_not_asked_is_not_asked() -> None:
    first, second = question(), asked_after(question(), "is", "yes")
    third = asked_after(second, "is", "yes", code="F3")

    shown = shown_questions([first, second, third], {"F1": "no", "F2": "yes"})

    assert [q.code for q in shown] == ["F1"]


def test_a_condition_is_said_in_words() -> None:
    asked = question(answer_type=AnswerType.FREQUENCY)
    raw = {"question": "F1", "operator": "at_most", "value": "yearly"}

    assert condition_in_words(raw, asked) == "F1 är högst så ofta som ”Varje år”"
    assert condition_in_words({"operator": "answered"}, asked) == "F1 är besvarad"
    number = question(answer_type=AnswerType.NUMBER, measured_in="dygn")
    assert condition_in_words({"operator": "at_least", "value": 12.5}, number) == (
        "F1 är minst 12,5 dygn"
    )


@pytest.mark.parametrize(
    ("typed", "value"), [("12", 12), ("12,5", 12.5), ("1 000", 1000), ("−3", -3), ("tre", "tre")]
)
def test_numbers_are_read_as_they_are_written_in_swedish(typed, value) -> None:
    assert typed_value(question(answer_type=AnswerType.NUMBER), typed) == value


def test_every_type_says_how_it_can_be_compared() -> None:
    assert set(OPERATORS) == set(AnswerType)
    assert all(Operator.ANSWERED in operators for operators in OPERATORS.values())


@st.composite
def templates(draw):
    """Some questions, each perhaps with a condition on an earlier one."""
    made = [question()]
    for number in range(2, draw(st.integers(2, 8)) + 1):
        asked = draw(st.sampled_from([None, *made]))
        code = f"F{number}"
        made.append(asked_after(asked, "is", "yes", code) if asked else question(code))
    return made


@given(templates(), st.data())
def test_no_sequence_of_allowed_moves_makes_a_condition_look_forward(questions, data) -> None:
    for _ in range(data.draw(st.integers(0, 10))):
        order = list(range(len(questions)))
        key = data.draw(st.sampled_from(order))
        if data.draw(st.booleans()):
            order = swapped(order, key, data.draw(st.sampled_from([-1, 1])))
        else:
            order = placed(order, key, data.draw(st.integers(-2, 12)))
        moved = [questions[place] for place in order]
        if not condition_problems(moved):
            questions = moved

    for place, asked in enumerate(questions):
        if asked.condition:
            assert asked.condition["question"] in [q.code for q in questions[:place]]


@given(
    templates(),
    st.dictionaries(st.sampled_from(["F1", "F2", "F3"]), st.sampled_from(["yes", "no"])),
)
def test_a_question_without_a_condition_is_always_asked(questions, answers) -> None:
    shown = shown_questions(questions, answers)

    assert [q for q in questions if q.condition is None] == [
        q for q in shown if q.condition is None
    ]


@given(templates())
def test_a_circle_of_conditions_is_always_told(questions) -> None:
    last = questions[-1]
    circle = [
        replace(questions[0], condition={"question": last.code, "operator": "is", "value": "yes"}),
        *questions[1:],
    ]

    assert condition_problems(circle)


def test_is_answered_is_compared_with_nothing() -> None:
    for nothing in (None, "", True):
        assert comparison_refusal(question(), Operator.ANSWERED, nothing) == ""


@pytest.mark.parametrize("value", [["yes"], [], [["yes"]], {"yes": True}, "yes", False])
def test_is_answered_is_never_compared_with_an_answer(value) -> None:
    said = comparison_refusal(question(), Operator.ANSWERED, value)

    assert said == "”Är besvarad” jämförs inte med något svar."


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=5,
)


@given(st.sampled_from(AnswerType), st.sampled_from(Operator), JSON)
def test_any_value_is_let_through_or_refused_in_words(answer_type, operator, value) -> None:
    asked = question(answer_type=answer_type, levels=LEVELS, choices=CHOICES)

    assert isinstance(comparison_refusal(asked, operator, value), str)
