import pytest
from hypothesis import given
from hypothesis import strategies as st

from insyn.criteria.rules import (
    NINE_AREAS,
    TEMPLATE_LIFECYCLE,
    QuestionFacts,
    SectionFacts,
    TemplateEvent,
    TemplateState,
    swapped,
    without_questions,
)
from insyn.kernel.errors import RuleViolation

KEYS = st.lists(st.integers(), min_size=1, max_size=12, unique=True)


def test_the_template_of_2017_has_its_nine_areas_in_their_order() -> None:
    assert [section.name for section in NINE_AREAS] == [
        "Verksamhetschefens och dess ersättares kompetens",
        "Kvalitetsledningssystem",
        "Lex Sarah",
        "Klagomålshantering",
        "Dokumentation",
        "Genomförandeplan",
        "Barns och ungdomars delaktighet",
        "Sammanbrott",
        "Personal",
    ]


def test_every_area_asks_three_to_five_questions() -> None:
    assert {len(section.questions) for section in NINE_AREAS} <= {3, 4, 5}


def test_every_question_says_when_it_is_met_and_how_it_is_verified() -> None:
    asked = [question for section in NINE_AREAS for question in section.questions]

    assert all(question.met_when and question.evidence for question in asked)
    assert len({question.text for question in asked}) == len(asked)


def test_a_ready_template_can_be_published() -> None:
    assert without_questions(NINE_AREAS) == []


def test_areas_that_ask_nothing_are_named() -> None:
    sections = [SectionFacts("Personal"), SectionFacts("Klagomål", "", (QuestionFacts("Hur?"),))]

    assert without_questions(sections) == ["Personal"]


@pytest.mark.parametrize("state", TemplateState)
@pytest.mark.parametrize("event", TemplateEvent)
def test_a_move_the_table_lacks_raises(state: TemplateState, event: TemplateEvent) -> None:
    if not TEMPLATE_LIFECYCLE.allows(state, event):
        with pytest.raises(RuleViolation):
            TEMPLATE_LIFECYCLE.after(state, event)


def test_every_state_is_reached_and_every_event_used() -> None:
    reached = {TemplateState.DRAFT} | set(TEMPLATE_LIFECYCLE.transitions.values())

    assert reached == set(TemplateState)
    assert {event for _, event in TEMPLATE_LIFECYCLE.transitions} == set(TemplateEvent)


@given(KEYS, st.data(), st.sampled_from([-1, 1]))
def test_moving_never_loses_or_doubles_anything(keys, data, steps) -> None:
    key = data.draw(st.sampled_from(keys))

    assert sorted(swapped(keys, key, steps)) == sorted(keys)


@given(KEYS, st.data())
def test_down_and_up_again_changes_nothing_except_at_the_end(keys, data) -> None:
    key = data.draw(st.sampled_from(keys))
    moved = swapped(swapped(keys, key, 1), key, -1)

    assert moved == keys or key == keys[-1]


def test_at_the_edge_nothing_moves() -> None:
    assert swapped([1, 2, 3], 1, -1) == [1, 2, 3]
    assert swapped([1, 2, 3], 3, 1) == [1, 2, 3]
    assert swapped([1, 2, 3], 2, 1) == [1, 3, 2]
