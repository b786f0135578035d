import pytest

from insyn.kernel.errors import RuleViolation
from insyn.kernel.sentences import Words, sentence
from insyn.measures.rules import PLAN_LIFECYCLE, ItemFacts, PlanEvent, PlanState, gaps
from insyn.platform.sentences import said

ENGLISH = {
    "”%(finding)s” saknar %(what)s.": "“%(finding)s” lacks %(what)s.",
    "%(words)s och %(last)s": "%(words)s and %(last)s",
    "åtgärd": "measure",
    "ansvarig": "responsible",
    "slutdatum": "end date",
    "Larmet": "The alarm",
}


@pytest.fixture
def in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("insyn.platform.sentences._", lambda text: ENGLISH.get(text, text))


def test_a_sentence_is_itself_to_everything_else() -> None:
    made = sentence("”%(finding)s” saknar %(what)s.", finding="Larm", what=Words("a", "b", "c"))

    assert made == "”Larm” saknar a, b och c."


def test_in_the_language_of_the_source_it_is_said_as_written() -> None:
    made = sentence("”%(finding)s” saknar %(what)s.", finding="Larm", what=Words("a", "b"))

    assert said(made) == str(made) == "”Larm” saknar a och b."


def test_no_part_of_a_gap_stays_in_swedish(in_english) -> None:
    (gap,) = gaps([ItemFacts("Dörren", "", "", None)])

    assert said(gap) == "“Dörren” lacks measure, responsible and end date."


def test_what_people_typed_is_never_translated(in_english) -> None:
    (gap,) = gaps([ItemFacts("Larmet", "Byt", "", None)])

    assert said(gap) == "“Larmet” lacks responsible and end date."


def test_no_words_at_all_leave_the_place_empty() -> None:
    assert said(sentence("Kvar: %(what)s", what=Words())) == "Kvar: "


def test_a_refusal_of_a_life_cycle_is_said_with_the_words_of_the_product() -> None:
    with pytest.raises(RuleViolation) as no:
        PLAN_LIFECYCLE.after(PlanState.CLOSED, PlanEvent.APPROVE)

    assert said(no.value) == "”Godkänn” går inte när läget är ”Avslutad”."


def test_a_text_that_was_said_already_is_said_as_it_is() -> None:
    assert said(RuleViolation("Egen mening.")) == "Egen mening."
    assert said(RuleViolation()) == ""
