import datetime
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insyn.board.rules import ITEM_LIFECYCLE, ItemEvent, ItemState, Outcome, PassageKind
from insyn.board.rules.facts import PassageFacts
from insyn.board.rules.memo_layouts import MemoLayout, Words, draft_of, in_sentence
from insyn.board.rules.refusals import (
    Decision,
    check_complete,
    check_decision,
    check_plan_at_issue,
    check_plan_for_item,
    empty_headings,
)
from insyn.board.rules.steps import steps_of
from insyn.kernel.errors import RuleViolation
from insyn.plans.rules import PlanState
from tests.board.facts import MEMO, WORDS, memo_of

DAY = datetime.date(2024, 3, 20)
DECISION = Decision(Outcome.ADOPTED, DAY, "§ 87")


def refused(check, *args, **kwargs) -> str:
    with pytest.raises(RuleViolation) as no:
        check(*args, **kwargs)
    return str(no.value)


@pytest.mark.parametrize("layout", list(MemoLayout))
def test_every_layout_proposes_something_and_somebody_signs(layout):
    draft = draft_of(layout, WORDS)

    assert draft.proposals
    assert draft.signatories
    assert PassageKind.PROPOSALS in [kind for kind, _heading, _text in draft.headings]


@given(st.text(), st.text(), st.text())
def test_no_name_breaks_the_first_texts(board, administration, plan):
    words = Words(board, administration, plan, "under 2024", forms=[plan], focus=[board])

    for layout in MemoLayout:
        assert plan.strip() in "".join(draft_of(layout, words).proposals)


def test_first_texts_name_forms_and_focus():
    draft = draft_of(MemoLayout.FULL_2024, WORDS)
    (text,) = (text for _kind, heading, text in draft.headings if heading == "Föredragning")

    assert text == (
        "Planen har följande former av uppföljning:\n\n- Löpande uppföljning\n"
        "- Särskild uppföljning\n\nI fokus står:\n\n- Stödboende för ungdomar\n\n"
        "Resultatet redovisas för nämnden när uppföljningarna är genomförda och är underlag för "
        "nästa plan."
    )


def test_first_texts_of_an_empty_plan_have_no_empty_lists():
    bare = replace(WORDS, forms=(), focus=())
    texts = [text for _kind, _heading, text in draft_of(MemoLayout.FULL_2024, bare).headings]

    assert not any("följande former" in text or "I fokus" in text for text in texts)


@pytest.mark.parametrize(
    ("name", "said"), [("Socialnämnden", "socialnämnden"), ("IFO-nämnden", "IFO-nämnden")]
)
def test_a_name_is_written_as_in_a_sentence(name, said):
    assert in_sentence(name) == said


@pytest.mark.parametrize("state", [PlanState.ADOPTED, PlanState.REPLACED])
def test_a_decided_plan_gets_no_new_matter(state):
    assert "ny utgåva" in refused(check_plan_for_item, state)


@pytest.mark.parametrize("state", sorted(set(PlanState) - {PlanState.PROPOSED}))
def test_a_plan_that_is_not_proposed_is_not_issued(state):
    assert "Föreslå planen" in refused(check_plan_at_issue, state)


def test_a_memo_without_proposals_is_not_issued():
    memo = replace(memo_of(MemoLayout.SHORT_2020), proposals=())

    assert "minst en beslutspunkt" in refused(check_complete, memo)


def test_a_memo_without_place_for_its_proposals_is_not_issued():
    memo = replace(MEMO, proposals=("anta planen",))

    assert "inget avsnitt för beslutspunkterna" in refused(check_complete, memo)


def test_a_heading_without_text_is_named():
    memo = memo_of(MemoLayout.FULL_2024)
    bare = PassageFacts(PassageKind.TEXT, "Barnkonsekvensanalys", " ")
    memo = replace(memo, passages=(*memo.passages, bare))

    assert "Text saknas under ”Barnkonsekvensanalys”" in refused(check_complete, memo)


@pytest.mark.parametrize("layout", list(MemoLayout))
def test_a_written_memo_is_complete(layout):
    check_complete(memo_of(layout))

    assert empty_headings(memo_of(layout)) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"decision": " "}, "Skriv beslutets paragraf"),
        ({"outcome": Outcome.SENT_BACK}, "varför nämnden återremitterade"),
        ({"decided_on": datetime.date(2024, 3, 21)}, "21 mars 2024 har inte varit än"),
        ({"decided_on": datetime.date(2024, 2, 1)}, "före den 28 februari 2024"),
    ],
)
def test_a_decision_that_cannot_be_is_refused(change, said):
    decision = replace(DECISION, **change)
    issued = datetime.date(2024, 2, 28)

    assert said in refused(check_decision, decision, issued_on=issued, today=DAY)


def test_a_decision_of_today_is_taken():
    check_decision(DECISION, issued_on=DAY, today=DAY)


def test_what_has_been_decided_stays_decided():
    assert ITEM_LIFECYCLE.events_from(ItemState.DECIDED) == []
    assert not ITEM_LIFECYCLE.allows(ItemState.DRAFT, ItemEvent.DECIDE)


def test_the_steps_say_where_a_matter_is():
    assert [step.state for step in steps_of(ItemState.ISSUED)] == ["done", "now", "next"]
    assert [step.state for step in steps_of(ItemState.DECIDED)] == ["done", "done", "done"]
