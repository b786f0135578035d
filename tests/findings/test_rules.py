from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insyn.findings.rules import (
    REMEDIABLE,
    BasisFacts,
    DeficiencyFacts,
    FindingKind,
    Readiness,
    check_outcome,
    check_remedy,
    listed,
    missing_in,
    overall_sentence,
)
from insyn.followups.rules import BasisKind, Outcome
from insyn.kernel.errors import RuleViolation

DAY = date(2017, 8, 31)
WHOLE = DeficiencyFacts("Sågs", "Avtalet 4.2", "Besöket", "En rutin", DAY)
BASES = st.lists(st.builds(BasisFacts, st.sampled_from(BasisKind), st.none() | st.dates()))


def said(*bases: BasisFacts, outcome: Outcome = Outcome.COMPLIES, lot: str = "") -> str:
    return overall_sentence(
        provider="KKP bemanning AB", agreement="ramavtalet", lot=lot, bases=bases, outcome=outcome
    )


def test_a_whole_deficiency_lacks_nothing() -> None:
    assert missing_in(WHOLE) == []


@pytest.mark.parametrize(
    ("left_out", "noun"),
    [
        ({"text": ""}, "vad som sågs"),
        ({"requirement": ""}, "vilket krav det gäller"),
        ({"evidence": ""}, "vad det stöder sig på"),
        ({"required_result": ""}, "vilket resultat som krävs"),
        ({"seen_on": None}, "vilket datum det sågs"),
    ],
)
def test_what_a_deficiency_lacks_is_named(left_out, noun) -> None:
    whole = {"text": "a", "requirement": "b", "evidence": "c", "required_result": "d"}
    facts = whole | {"seen_on": DAY} | left_out

    assert missing_in(DeficiencyFacts(**facts)) == [noun]


def test_the_standard_sentence_names_what_it_stands_on() -> None:
    bases = (
        BasisFacts(BasisKind.MEETING, DAY),
        BasisFacts(BasisKind.DOCUMENTS),
        BasisFacts(BasisKind.SOCIAL_WORKERS),
    )

    assert said(*bases, lot="Stödboende") == (
        "KKP bemanning AB bedöms utifrån möte den 31 augusti 2017, inskickade dokument och "
        "information från socialsekreterare följa de krav som ställs i ramavtalet, "
        "avtalsområde Stödboende."
    )


def test_two_action_plans_are_said_once_and_in_the_plural() -> None:
    plans = (
        BasisFacts(BasisKind.ACTION_PLAN, date(2017, 10, 2)),
        BasisFacts(BasisKind.ACTION_PLAN, date(2017, 11, 7)),
    )

    assert "utifrån inlämnade åtgärdsplaner följa" in said(*plans)


def test_without_any_basis_the_sentence_still_reads() -> None:
    assert "utifrån det som framkommit följa" in said()


@given(BASES)
def test_only_one_who_does_not_comply_is_said_not_to(bases) -> None:
    negated = {outcome for outcome in Outcome if "inte följa" in said(*bases, outcome=outcome)}

    assert negated == {Outcome.DOES_NOT_COMPLY}


@given(BASES)
def test_the_sentence_never_says_the_same_basis_twice(bases) -> None:
    stands_on = said(*bases).split("utifrån ")[1].split(" följa")[0]
    parts = stands_on.replace(" och ", ", ").split(", ")

    assert len(parts) == len(set(parts))


def test_an_outcome_after_an_action_plan_needs_one() -> None:
    with pytest.raises(RuleViolation, match="Ingen åtgärdsplan"):
        check_outcome(Outcome.COMPLIES_AFTER_ACTION_PLAN, [BasisFacts(BasisKind.DOCUMENTS)])


def test_an_action_plan_among_the_bases_is_enough_for_every_outcome() -> None:
    for outcome in Outcome:
        check_outcome(outcome, [BasisFacts(BasisKind.ACTION_PLAN)])


def test_the_other_outcomes_need_no_plan() -> None:
    for outcome in (Outcome.COMPLIES, Outcome.DOES_NOT_COMPLY):
        check_outcome(outcome, [])


def test_what_is_left_before_the_assessment_is_said_area_by_area() -> None:
    left = Readiness(("Lex Sarah",), has_result=False, has_conclusion=False, incomplete=())

    assert left.before_assess() == [
        "Området ”Lex Sarah” är inte bedömt.",
        (
            "Resultatet är inte beskrivet. Skriv texten under Resultat av uppföljning eller lägg "
            "till minst ett resultat."
        ),
        "Den sammanfattande bedömningen och utfallet saknas.",
    ]


def test_what_is_left_before_sending_names_each_deficiency() -> None:
    left = Readiness(
        (), has_result=True, has_conclusion=True, incomplete=(("Skåpet", ("krav", "datum")),)
    )

    assert left.before_send() == ["Bristen ”Skåpet” saknar krav och datum."]


@pytest.mark.parametrize(
    ("words", "said_so"), [([], ""), (["a"], "a"), (["a", "b"], "a och b"),
                           (["a", "b", "c"], "a, b och c")],
)  # fmt: skip
def test_words_are_listed_as_people_say_them(words, said_so) -> None:
    assert listed(words) == said_so


@pytest.mark.parametrize("kind", [kind for kind in FindingKind if kind not in REMEDIABLE])
def test_only_a_deficiency_is_remedied(kind) -> None:
    with pytest.raises(RuleViolation, match="Bara en brist"):
        check_remedy(kind=kind, seen_on=None, remedied_on=DAY, today=DAY)


@given(seen=st.dates(), remedied=st.dates(), today=st.dates())
def test_a_remedy_is_never_before_the_deficiency_nor_in_the_future(seen, remedied, today) -> None:
    facts = {"kind": FindingKind.DEFICIENCY, "seen_on": seen, "today": today}
    if seen <= remedied <= today:
        check_remedy(**facts, remedied_on=remedied)
    else:
        with pytest.raises(RuleViolation):
            check_remedy(**facts, remedied_on=remedied)
