from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from insyn.criteria.queries.shipped import shipped_templates
from insyn.criteria.rules import AnswerType, Level, LevelFacts, QuestionFacts, asked_in
from insyn.criteria.rules.answers import NOT_APPLICABLE, Frequency, answer_problem
from insyn.criteria.rules.scoring import (
    Standing,
    is_scored,
    lines,
    per_cent_at_least,
    per_cent_at_most,
    score,
)
from insyn.criteria.rules.trying import MOST_TRIED, example_for, options_for, tried_questions

HALF = Fraction(1, 2)
LEVELS = (
    LevelFacts("Uppfyllt", "✓", Level.MET),
    LevelFacts("Delvis", "◐", Level.PARTLY),
    LevelFacts("Inte", "✗", Level.NOT_MET),
    LevelFacts("Gäller inte", "–", Level.NOT_APPLICABLE),
    LevelFacts("Inte bedömt", "?", Level.NOT_ASSESSED),
)
NEVER = ({"when": {"operator": "is", "value": "never"}, "kind": "deficiency", "severity": "minor"},)
BELOW_90 = ({"when": {"operator": "below", "value": 90}, "kind": "development_area"},)
YES_FALLS_SHORT = (
    {"when": {"operator": "is", "value": "yes"}, "kind": "deficiency", "severity": "minor"},
)


def question(code: str = "A", kind: AnswerType = AnswerType.YES_PARTLY_NO, **facts: Any):
    return QuestionFacts("Görs det?", code=code, answer_type=kind, **facts)


def value(asked: QuestionFacts, answer: object) -> Fraction | None:
    return lines([asked], {asked.code: answer})[0].value


SAMPLES = st.integers(1, 50).flatmap(
    lambda of: st.builds(lambda right: {"right": right, "of": of}, st.integers(0, of))
)
ANSWERS: dict[AnswerType, st.SearchStrategy[Any]] = {
    AnswerType.YES_NO: st.sampled_from(["yes", "no"]),
    AnswerType.YES_PARTLY_NO: st.sampled_from(["yes", "partly", "no"]),
    AnswerType.SAMPLE: SAMPLES,
    AnswerType.SCALE: st.sampled_from([level.label for level in LEVELS]),
    AnswerType.FREQUENCY: st.sampled_from(Frequency.codes()),
    AnswerType.PERCENT: st.integers(0, 100),
    AnswerType.TEXT: st.just("Vi gör så här."),
    AnswerType.DATE: st.just("2026-11-21"),
}
RULES = {AnswerType.FREQUENCY: NEVER, AnswerType.PERCENT: BELOW_90}
ODD: st.SearchStrategy[Any] = st.sampled_from(
    [None, NOT_APPLICABLE, "nonsense", 7.5, [], {"right": 2, "of": 1}]
)


@st.composite
def sets(draw: st.DrawFn) -> tuple[list[QuestionFacts], dict[str, Any]]:
    """Draw questions, some of them asked only after a yes, with any answers to any of them."""
    questions: list[QuestionFacts] = []
    answers: dict[str, Any] = {}
    for place in range(draw(st.integers(0, 8))):
        kind = draw(st.sampled_from(list(ANSWERS)))
        verdicts = [q.code for q in questions if q.answer_type == AnswerType.YES_NO]
        condition = None
        depends = draw(st.booleans())
        if verdicts and depends:
            source = draw(st.sampled_from(verdicts))
            condition = {"question": source, "operator": "is", "value": "yes"}
        asked = question(
            f"F{place}",
            kind,
            weight=draw(st.integers(1, 3)),
            is_critical=draw(st.booleans()),
            levels=LEVELS if kind == AnswerType.SCALE else (),
            finding_rules=RULES.get(kind, ()),
            condition=condition,
        )
        questions.append(asked)
        answers[asked.code] = draw(ODD | ANSWERS[kind])
    return questions, answers


@pytest.mark.parametrize(
    ("answer", "worth"), [("yes", 1), ("partly", HALF), ("no", 0), (NOT_APPLICABLE, None)]
)
def test_yes_partly_and_no_are_worth_one_half_and_nothing(answer, worth) -> None:
    assert value(question(), answer) == worth


@pytest.mark.parametrize(
    ("label", "worth"),
    [("Uppfyllt", 1), ("Delvis", HALF), ("Inte", 0), ("Gäller inte", None), ("Inte bedömt", None)],
)
def test_a_level_is_worth_what_it_counts_as(label, worth) -> None:
    assert value(question(kind=AnswerType.SCALE, levels=LEVELS), label) == worth


def test_a_sample_is_worth_its_share_of_right_ones() -> None:
    asked = question(kind=AnswerType.SAMPLE)

    assert value(asked, {"right": 7, "of": 10}) == Fraction(7, 10)


def test_a_level_that_means_not_assessed_leaves_the_question_open() -> None:
    asked = question(kind=AnswerType.SCALE, levels=LEVELS)

    assert lines([asked], {"A": "Inte bedömt"})[0].standing == Standing.OPEN


@pytest.mark.parametrize("kind", [AnswerType.FREQUENCY, AnswerType.NUMBER, AnswerType.PERCENT])
def test_what_is_measured_does_not_count_without_a_bound(kind) -> None:
    assert not is_scored(question(kind=kind))


@pytest.mark.parametrize("kind", [AnswerType.TEXT, AnswerType.DATE, AnswerType.DOCUMENT])
def test_text_days_and_documents_never_count(kind) -> None:
    rules = ({"when": {"operator": "before_years", "value": 1}, "kind": "development_area"},)

    assert not is_scored(question(kind=kind, finding_rules=rules))


def test_what_is_measured_counts_by_its_rules() -> None:
    seldom = question(kind=AnswerType.FREQUENCY, finding_rules=NEVER)
    share = question(kind=AnswerType.PERCENT, finding_rules=BELOW_90)

    assert [value(seldom, answer) for answer in ("yearly", "never")] == [1, 0]
    assert [value(share, answer) for answer in (90, 89)] == [1, HALF]


def test_a_yes_that_is_a_shortcoming_counts_as_one() -> None:
    asked = question(kind=AnswerType.YES_NO, finding_rules=YES_FALLS_SHORT)

    assert [value(asked, answer) for answer in ("yes", "no")] == [0, 1]


def test_a_scale_without_levels_that_count_is_not_scored() -> None:
    assert not is_scored(question(kind=AnswerType.SCALE, levels=LEVELS[3:]))


def test_the_share_is_weighed() -> None:
    made = score([question("A", weight=3), question("B", weight=1)], {"A": "yes", "B": "no"})

    assert (float(made.points), made.counted) == (3.0, 4)
    assert made.share == Fraction(3, 4)
    assert made.is_complete


def test_what_is_not_answered_gives_bounds() -> None:
    made = score([question("A", weight=3), question("B", weight=2)], {"A": "yes"})

    assert (made.share, made.lowest, made.highest) == (Fraction(1), Fraction(3, 5), Fraction(1))
    assert not made.is_complete


@pytest.mark.parametrize("answers", [{}, {"A": NOT_APPLICABLE}])
def test_nothing_counted_gives_no_share(answers) -> None:
    made = score([question()], answers)

    assert (made.share, made.lowest, made.highest) == (None, None, None)


def test_no_questions_give_no_share() -> None:
    assert score([], {}).share is None


@pytest.mark.parametrize(("answer", "named"), [("yes", []), ("partly", ["A"]), ("no", ["A"])])
def test_a_critical_question_that_falls_short_is_named(answer, named) -> None:
    asked = [question("A", weight=3, is_critical=True), question("B")]

    found = score(asked, {"A": answer, "B": "yes"}).unmet_critical

    assert [row.code for row in found] == named


def test_a_question_that_is_not_asked_changes_nothing() -> None:
    condition = {"question": "A", "operator": "is", "value": "no"}
    asked = [question("A"), question("B", condition=condition, weight=3)]

    made = score(asked, {"A": "yes", "B": "no"})

    assert (made.share, made.open) == (Fraction(1), 0)


def test_a_question_that_may_still_be_asked_is_open() -> None:
    condition = {"question": "B", "operator": "is", "value": "no"}
    asked = [question("A"), question("B"), question("C", condition=condition, weight=3)]

    assert score(asked, {"A": "yes", "C": "yes"}).open == 5


def test_what_hangs_on_a_question_that_is_not_asked_is_not_asked() -> None:
    first = {"question": "A", "operator": "is", "value": "no"}
    then = {"question": "B", "operator": "is", "value": "yes"}
    asked = [question("A"), question("B", condition=first), question("C", condition=then)]

    assert [row.standing for row in lines(asked, {"A": "yes", "B": "yes"})][1:] == [
        Standing.NOT_ASKED,
        Standing.NOT_ASKED,
    ]


def test_a_condition_on_a_question_that_is_gone_is_never_met() -> None:
    condition = {"question": "Z", "operator": "is", "value": "no"}

    (row,) = lines([question(condition=condition)], {"A": "yes"})

    assert row.standing == Standing.NOT_ASKED


@pytest.mark.parametrize(
    ("share", "least", "most"),
    [(Fraction(2, 3), 66, 67), (Fraction(1), 100, 100), (Fraction(0), 0, 0), (HALF, 50, 50),
     (Fraction(999, 1000), 99, 100)],
)  # fmt: skip
def test_at_least_rounds_down_and_at_most_rounds_up(share, least, most) -> None:
    assert (per_cent_at_least(share), per_cent_at_most(share)) == (least, most)


@given(sets())
def test_no_answers_give_a_share_outside_nought_and_one(drawn) -> None:
    made = score(*drawn)

    if made.share is None:
        assert made.counted == 0
    else:
        assert made.lowest is not None
        assert made.highest is not None
        assert 0 <= made.lowest <= made.share <= made.highest <= 1


@given(sets(), st.data())
def test_raising_a_weight_never_turns_against_the_answer(drawn, data) -> None:
    questions, answers = drawn
    met = {row.question.code: row.value for row in lines(questions, answers)}
    heavier = [q for q in questions if met[q.code] in {0, 1}]
    assume(heavier)
    chosen = data.draw(st.sampled_from(heavier))
    raised = replace(chosen, weight=chosen.weight + data.draw(st.integers(1, 5)))
    before = score(questions, answers)
    after = score([raised if q is chosen else q for q in questions], answers)
    assert before.share is not None
    assert after.share is not None
    assert before.lowest is not None
    assert after.lowest is not None

    if met[chosen.code] == 1:
        assert after.share >= before.share
        assert after.lowest >= before.lowest
    else:
        assert after.share <= before.share
        assert after.lowest <= before.lowest


@given(sets(), st.data())
def test_whatever_is_answered_later_the_share_stays_within_the_bounds(drawn, data) -> None:
    questions, answers = drawn
    before = score(questions, answers)
    later = dict(answers)
    for asked in questions:
        if later[asked.code] is None or answer_problem(asked, later[asked.code]):
            later[asked.code] = data.draw(ANSWERS[asked.answer_type] | st.just(NOT_APPLICABLE))
        elif later[asked.code] == "Inte bedömt":
            later[asked.code] = data.draw(ANSWERS[asked.answer_type])
    after = score(questions, later)

    if before.share is not None and after.share is not None:
        assert before.lowest is not None
        assert before.highest is not None
        assert before.lowest <= after.share <= before.highest


@given(sets(), st.integers(1, 3))
def test_what_does_not_apply_changes_nothing(drawn, weight) -> None:
    questions, answers = drawn
    extra = question("extra", weight=weight, is_critical=True)

    with_it = score([*questions, extra], {**answers, "extra": NOT_APPLICABLE})

    assert with_it == score(questions, answers)


@given(sets(), st.randoms(use_true_random=False))
def test_the_order_of_the_questions_does_not_matter(drawn, random) -> None:
    questions, answers = drawn
    free = [replace(q, condition=None) for q in questions]
    shuffled = list(free)
    random.shuffle(shuffled)

    one, other = score(free, answers), score(shuffled, answers)

    assert (one.share, one.lowest, one.highest) == (other.share, other.lowest, other.highest)
    assert {q.code for q in one.unmet_critical} == {q.code for q in other.unmet_critical}


@given(sets())
def test_a_better_answer_never_lowers_the_share(drawn) -> None:
    questions, answers = drawn
    worse = score(questions, answers)
    for asked in questions:
        if asked.condition is None and answers[asked.code] == "partly":
            better = score(questions, {**answers, asked.code: "yes"})
            assert worse.share is not None
            assert better.share is not None
            assert better.share >= worse.share


@pytest.mark.parametrize("template", shipped_templates(), ids=lambda template: template.code)
def test_the_worked_example_shows_a_share_for_every_shipped_template(template) -> None:
    tried = tried_questions(asked_in(template.sections))
    chosen = {code: option.answer for code, option in example_for(tried).items()}

    assert len(tried) <= MOST_TRIED
    assert (score(tried, chosen).share is None) == (not tried)


def test_the_example_shows_met_half_unmet_not_applicable_and_open() -> None:
    tried = tried_questions([question(code) for code in "ABCDEF"])
    chosen = {code: option.answer for code, option in example_for(tried).items()}

    assert chosen == {"A": NOT_APPLICABLE, "B": "partly", "C": "no", "D": "yes"}
    assert [q.code for q in tried] == list("ABCDE")


def test_questions_that_cannot_be_half_met_or_left_out_are_met_in_the_example() -> None:
    asked = [question(code, AnswerType.YES_NO, allows_not_applicable=False) for code in "ABCDE"]

    chosen = {code: option.answer for code, option in example_for(asked).items()}

    assert chosen == {"A": "no", "B": "yes", "C": "yes", "D": "yes"}


def test_a_level_that_is_not_assessed_is_never_the_example_of_not_applicable() -> None:
    asked = [
        question(
            code, AnswerType.SCALE, levels=(*LEVELS[:3], LEVELS[4]), allows_not_applicable=False
        )
        for code in "ABCDE"
    ]

    chosen = {code: option.answer for code, option in example_for(asked).items()}

    assert chosen == {"A": "Delvis", "B": "Inte", "C": "Uppfyllt", "D": "Uppfyllt"}


@pytest.mark.parametrize(("count", "answers"), [(0, []), (1, ["yes"]), (2, ["no", "yes"])])
def test_few_questions_show_met_and_unmet_before_anything_else(count, answers) -> None:
    asked = [question(code) for code in "AB"[:count]]

    assert [option.answer for option in example_for(asked).values()] == answers


def test_every_option_is_an_answer_to_its_question() -> None:
    for template in shipped_templates():
        for asked in tried_questions(asked_in(template.sections)):
            options = options_for(asked)
            assert [o.label for o in options if answer_problem(asked, o.answer)] == []
            assert len({o.label for o in options}) == len(options)


def test_options_on_a_bound_lie_on_both_sides_of_it() -> None:
    asked = question(kind=AnswerType.PERCENT, finding_rules=BELOW_90)

    assert [o.label for o in options_for(asked)][:3] == ["89 procent", "90 procent", "91 procent"]


def test_options_of_several_are_one_choice_each() -> None:
    rules = ({"when": {"operator": "includes", "value": "b"}, "kind": "development_area"},)
    asked = question(
        kind=AnswerType.SEVERAL, choices=(("a", "Ja"), ("b", "Nej")), finding_rules=rules
    )

    assert [o.value for o in options_for(asked)] == [1, HALF, None]
