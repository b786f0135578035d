import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insyn.criteria.rules import AnswerType, Level, LevelFacts, QuestionFacts
from insyn.criteria.rules.answers import (
    NOT_APPLICABLE,
    answer_in_words,
    answer_problem,
    choices_refusal,
    coded_choices,
)
from insyn.criteria.rules.findings import (
    TRIALS,
    Proposal,
    ProposedKind,
    ProposedSeverity,
    Trial,
    proposals,
    rule_in_words,
    rule_refusal,
    usual_rules,
)
from insyn.findings.rules import FindingKind, Severity

TODAY = datetime.date(2026, 11, 22)
LEVELS = (LevelFacts("Bra", "+", Level.MET), LevelFacts("Dåligt", "-", Level.NOT_MET))
CHOICES = (("a1", "Muntligt"), ("a2", "Skriftligt"), ("a3", "Digitalt"))
MAJOR = Proposal(ProposedKind.DEFICIENCY, ProposedSeverity.MAJOR)


def question(answer_type, **facts):
    return QuestionFacts(
        "Hur?", code="F1", answer_type=answer_type, choices=CHOICES, levels=LEVELS, **facts
    )


def rule(operator, value, kind="deficiency", severity="major"):
    return {"when": {"operator": operator, "value": value}, "kind": kind, "severity": severity}


@pytest.mark.parametrize(
    ("answer_type", "good", "bad"),
    [
        (AnswerType.YES_NO, ["yes", "no"], ["partly", "Ja", True, None, ""]),
        (AnswerType.YES_PARTLY_NO, ["yes", "partly", "no"], ["maybe", 1]),
        (AnswerType.FREQUENCY, ["daily", "never"], ["Varje dag", 7]),
        (AnswerType.NUMBER, [0, -3, 12.5], ["12", True, float("nan"), float("inf"), None]),
        (AnswerType.PERCENT, [0, 100, 62.5], [-1, 100.1, "62"]),
        (AnswerType.DATE, ["2026-11-22"], ["22/11", "20261122", 20261122, "2026-02-30"]),
        (AnswerType.SINGLE, ["a1"], ["a9", ["a1"], "Muntligt"]),
        (AnswerType.SEVERAL, [["a1", "a2"], []], [["a9"], ["a1", "a1"], "a1"]),
        (AnswerType.SCALE, ["Bra"], ["bra", 1]),
        (
            AnswerType.SAMPLE,
            [{"right": 0, "of": 1}, {"right": 9, "of": 10}],
            [{"right": 2, "of": 1}, {"right": 0, "of": 0}, {"right": True, "of": 2}, {}, 9],
        ),
        (AnswerType.TEXT, ["Ja."], ["", "  ", 3, "x" * 10_001]),
        (AnswerType.DOCUMENT, ["Rutin"], [None]),
    ],
)
def test_each_type_takes_its_own_answers_and_no_others(answer_type, good, bad) -> None:
    asked = question(answer_type)

    assert [value for value in good if answer_problem(asked, value)] == []
    assert [value for value in bad if not answer_problem(asked, value)] == []


@pytest.mark.parametrize("answer_type", AnswerType)
def test_not_applicable_is_taken_only_where_it_is_allowed(answer_type) -> None:
    assert answer_problem(question(answer_type), NOT_APPLICABLE) == ""
    assert answer_problem(question(answer_type, allows_not_applicable=False), NOT_APPLICABLE)


@pytest.mark.parametrize(
    ("answer_type", "value", "words"),
    [
        (AnswerType.YES_NO, "no", "Nej"),
        (AnswerType.SEVERAL, ["a1", "a3"], "Muntligt, Digitalt"),
        (AnswerType.SAMPLE, {"right": 9, "of": 10}, "9 rätt av 10"),
        (AnswerType.PERCENT, 62.5, "62,5 procent"),
        (AnswerType.NUMBER, 3, "3 dygn"),
        (AnswerType.TEXT, "Ja.", "Ja."),
        (AnswerType.SCALE, NOT_APPLICABLE, "Inte tillämpligt"),
    ],
)
def test_an_answer_is_said_in_words(answer_type, value, words) -> None:
    assert answer_in_words(question(answer_type, measured_in="dygn"), value) == words


def test_the_codes_of_proposals_are_those_of_findings() -> None:
    assert set(ProposedKind.codes()) <= set(FindingKind.codes())
    assert set(ProposedSeverity.codes()) <= set(Severity.codes())


@pytest.mark.parametrize(
    ("answer_type", "raw", "strikes", "passes"),
    [
        (AnswerType.YES_NO, rule("is", "no"), "no", "yes"),
        (AnswerType.YES_PARTLY_NO, rule("one_of", ["no", "partly"]), "partly", "yes"),
        (AnswerType.FREQUENCY, rule("seldomer_than", "yearly"), "seldom", "yearly"),
        (AnswerType.NUMBER, rule("above", 2), 2.5, 2),
        (AnswerType.NUMBER, rule("below", 2), 1, 2),
        (AnswerType.PERCENT, rule("below", 90), 89.9, 90),
        (AnswerType.DATE, rule("before_years", 1), "2025-11-21", "2025-11-22"),
        (
            AnswerType.SAMPLE,
            rule("share_below", 100),
            {"right": 9, "of": 10},
            {"right": 3, "of": 3},
        ),
        (AnswerType.SEVERAL, rule("lacks", "a2"), ["a1"], ["a2"]),
        (AnswerType.SEVERAL, rule("includes", "a2"), ["a2"], []),
        (AnswerType.SINGLE, rule("is", "a1"), "a1", "a2"),
        (AnswerType.SCALE, rule("is", "Dåligt"), "Dåligt", "Bra"),
    ],
)
def test_an_answer_proposes_what_its_rule_says(answer_type, raw, strikes, passes) -> None:
    asked = question(answer_type, finding_rules=(raw,))

    assert rule_refusal(asked, raw) == ""
    assert proposals(asked, strikes, today=TODAY) == [MAJOR]
    assert proposals(asked, passes, today=TODAY) == []
    assert proposals(asked, NOT_APPLICABLE, today=TODAY) == []
    assert proposals(asked, None, today=TODAY) == []


@pytest.mark.parametrize(
    ("answer_type", "raw", "sentence"),
    [
        (AnswerType.YES_NO, rule("is", "partly"), "kan inte få det svar"),
        (AnswerType.YES_NO, rule("below", 3), "kan inte jämföras"),
        (AnswerType.YES_NO, rule("one_of", ["yes", "no"]), "inte alla"),
        (AnswerType.YES_NO, rule("one_of", []), "minst ett svar"),
        (AnswerType.YES_NO, rule("is", "no", severity=""), "hur allvarlig"),
        (AnswerType.YES_NO, rule("is", "no", severity="huge"), "hur allvarlig"),
        (AnswerType.YES_NO, rule("is", "no", kind="development_area"), "Bara en brist"),
        (AnswerType.YES_NO, rule("is", "no", kind="x"), "går inte att läsa"),
        (AnswerType.YES_NO, {"kind": "deficiency"}, "går inte att läsa"),
        (AnswerType.PERCENT, rule("below", 0), "ligga under"),
        (AnswerType.PERCENT, rule("above", 100), "ligga över"),
        (AnswerType.NUMBER, rule("below", "tre"), "ligga under"),
        (AnswerType.FREQUENCY, rule("seldomer_than", "never"), "mer sällan"),
        (AnswerType.DATE, rule("before_years", 0), "mellan 1 och 30"),
        (AnswerType.SAMPLE, rule("share_below", 0), "över 0"),
        (AnswerType.SEVERAL, rule("includes", "a9"), "kan inte få det svar"),
        (AnswerType.TEXT, rule("is", "x"), "läses av en människa"),
    ],
)
def test_a_rule_that_can_never_happen_is_refused(answer_type, raw, sentence) -> None:
    assert sentence in rule_refusal(question(answer_type), raw)


def test_a_rule_is_said_in_words() -> None:
    asked = question(AnswerType.YES_NO)
    assert rule_in_words(asked, rule("is", "no")) == "Svaret ”Nej” föreslår en brist, allvarlig."
    development = rule("one_of", ["a1", "a2"], "development_area", "")
    assert rule_in_words(question(AnswerType.SINGLE), development) == (
        "Svaret ”Muntligt” eller ”Skriftligt” föreslår ett utvecklingsområde."
    )
    assert rule_in_words(question(AnswerType.PERCENT), rule("below", 90.5)) == (
        "Ett svar under 90,5 procent föreslår en brist, allvarlig."
    )


def test_every_type_says_how_it_can_be_tried() -> None:
    assert set(TRIALS) == set(AnswerType)
    assert {trial for trials in TRIALS.values() for trial in trials} == set(Trial)


def test_no_is_a_deficiency_to_begin_with_and_serious_when_it_weighs_most() -> None:
    light = question(AnswerType.YES_PARTLY_NO, weight=2)
    heavy = question(AnswerType.YES_NO, weight=3, is_critical=True)

    assert [r["kind"] for r in usual_rules(light)] == ["deficiency", "development_area"]
    assert [r["severity"] for r in usual_rules(light)] == ["minor", ""]
    assert [r["severity"] for r in usual_rules(heavy)] == ["major"]
    assert usual_rules(question(AnswerType.TEXT)) == ()
    for asked in (light, heavy):
        assert [rule_refusal(asked, raw) for raw in usual_rules(asked)] == [""] * len(
            usual_rules(asked)
        )


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
)


@given(st.sampled_from(AnswerType), JSON)
def test_no_value_at_all_makes_the_rules_stumble(answer_type, value) -> None:
    asked = question(answer_type, finding_rules=usual_rules(question(AnswerType.YES_NO)))

    if not answer_problem(asked, value):
        assert answer_in_words(asked, value) is not None
    proposals(asked, value, today=TODAY)
    rule_refusal(asked, rule("is", value))
    rule_refusal(asked, rule("one_of", value))


def test_choices_need_two_different_labels() -> None:
    def single(*labels):
        return QuestionFacts("?", answer_type=AnswerType.SINGLE, choices=coded_choices(labels))

    assert choices_refusal(single("Ja")) == "Frågan behöver minst två svarsalternativ."
    assert choices_refusal(single("Ja", "ja ")) == "Två svarsalternativ heter likadant."
    assert choices_refusal(single("Ja", "Nej")) == ""


def test_a_label_that_is_kept_keeps_its_code_wherever_it_is_moved() -> None:
    before = coded_choices(["Brev", "Samtal", "Möte"])

    assert coded_choices(["Möte", "Brev"], before) == (("a3", "Möte"), ("a1", "Brev"))
    assert coded_choices(["Brev", "Webb", "Samtal", "Möte"], before)[1] == ("a4", "Webb")


def test_a_label_in_new_words_keeps_its_code() -> None:
    before = coded_choices(["Brev", "Samtal"])

    assert coded_choices(["Brev", "Telefonsamtal"], before) == (
        ("a1", "Brev"),
        ("a2", "Telefonsamtal"),
    )


@given(
    st.lists(st.text("abc", min_size=1, max_size=3), unique=True, max_size=6),
    st.lists(st.text("abc", min_size=1, max_size=3), unique=True, max_size=6),
)
def test_codes_of_choices_are_unique_and_stable(before, after) -> None:
    first = coded_choices(before)
    second = coded_choices(after, first)

    assert len({code for code, _ in second}) == len(after)
    kept = {label: code for code, label in first}
    assert all(kept[label] == code for code, label in second if label in kept)
    assert coded_choices(after, second) == second
