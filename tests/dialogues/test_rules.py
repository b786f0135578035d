import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insyn.dialogues.letters import (
    ItemWords,
    MeetingWords,
    MinutesWords,
    PointWords,
    invitation_mail,
    minutes_mail,
)
from insyn.dialogues.rules import MeetingMode, MeetingState, Refusal
from insyn.dialogues.rules.agenda import TITLE_LENGTH, finding_title, point_title
from insyn.dialogues.rules.life import (
    agreeing_refusal,
    change_refusal,
    clock_in_words,
    done_refusal,
    holding_refusal,
    invitation_refusal,
    moved,
    times_refusal,
)

DAY = datetime.date(2026, 3, 12)
LATER = datetime.date(2026, 3, 13)
ONE, TWO = datetime.time(13), datetime.time(14, 30)
OVER = (MeetingState.HELD, MeetingState.CANCELLED)
WORDS = MeetingWords(
    authority="Socialnämnden", municipality="Ekby", administration="", signed_by="Uppföljare",
    contact="", provider="Åkerö Stödboende AB", org_number="556000-0001",
    agreement="Ramavtal stödboende", case_number="", on=DAY, starts_at=ONE, ends_at=TWO,
    mode=MeetingMode.DIGITAL, place="", purpose="", agenda=(ItemWords("Bemanningen"),),
)  # fmt: skip


@pytest.mark.parametrize(
    ("starts", "ends", "refusal"),
    [
        (None, None, None),
        (ONE, None, None),
        (ONE, TWO, None),
        (None, TWO, Refusal.ENDS_ALONE),
        (TWO, ONE, Refusal.ENDS_FIRST),
        (ONE, ONE, Refusal.ENDS_FIRST),
    ],
)
def test_a_meeting_ends_after_it_starts(starts, ends, refusal):
    assert times_refusal(starts, ends) == refusal


@pytest.mark.parametrize("state", OVER)
def test_a_meeting_that_is_over_is_never_replanned(state):
    assert change_refusal(state) == Refusal.OVER


@pytest.mark.parametrize(
    ("state", "planned_on", "items", "refusal"),
    [
        (MeetingState.PLANNED, DAY, 1, None),
        (MeetingState.INVITED, LATER, 1, None),
        (MeetingState.PLANNED, DAY, 0, Refusal.NO_AGENDA),
        (MeetingState.HELD, DAY, 1, Refusal.OVER),
        (MeetingState.CANCELLED, DAY, 1, Refusal.OVER),
    ],
)
def test_nobody_is_invited_to_nothing(state, planned_on, items, refusal):
    assert invitation_refusal(state, planned_on=planned_on, today=DAY, items=items) == refusal


def test_nobody_is_invited_to_a_day_that_has_passed():
    refusal = invitation_refusal(MeetingState.PLANNED, planned_on=DAY, today=LATER, items=1)

    assert refusal == Refusal.DAY_PASSED


@pytest.mark.parametrize(
    ("state", "held_on", "who", "refusal"),
    [
        (MeetingState.PLANNED, DAY, "chef", None),
        (MeetingState.HELD, DAY, "chef", None),
        (MeetingState.CANCELLED, DAY, "chef", Refusal.CANCELLED),
        (MeetingState.INVITED, LATER, "chef", Refusal.HELD_LATER),
        (MeetingState.INVITED, DAY, "  ", Refusal.NOBODY),
    ],
)
def test_a_meeting_was_held_by_somebody_some_day(state, held_on, who, refusal):
    assert holding_refusal(state, held_on=held_on, today=DAY, participants=who) == refusal


@pytest.mark.parametrize(
    ("state", "held_on", "text", "refusal"),
    [
        (MeetingState.HELD, DAY, "Rutin", None),
        (MeetingState.INVITED, None, "Rutin", Refusal.NOT_HELD),
        (MeetingState.HELD, DAY, " ", Refusal.NO_TEXT),
        (MeetingState.HELD, LATER, "Rutin", Refusal.DUE_FIRST),
    ],
)
def test_something_is_agreed_at_a_meeting_and_done_after_it(state, held_on, text, refusal):
    assert agreeing_refusal(state, due_on=DAY, held_on=held_on, text=text) == refusal


@pytest.mark.parametrize(
    ("is_done", "done_on", "held_on", "refusal"),
    [
        (False, DAY, DAY, None),
        (True, DAY, DAY, Refusal.DONE),
        (False, LATER, DAY, Refusal.DONE_LATER),
        (False, DAY, LATER, Refusal.DONE_FIRST),
    ],
)
def test_what_was_agreed_is_done_once_and_after_the_meeting(is_done, done_on, held_on, refusal):
    found = done_refusal(is_done=is_done, done_on=done_on, held_on=held_on, today=DAY)

    assert found == refusal


KEYS = st.lists(st.integers(1, 50), unique=True, min_size=1, max_size=12)


@given(KEYS, st.integers(-3, 3), st.data())
def test_moving_never_loses_or_doubles_an_item(keys, step, data):
    key = data.draw(st.sampled_from(keys))

    assert sorted(moved(keys, key, step)) == sorted(keys)


@given(KEYS, st.data())
def test_moving_down_and_up_again_changes_nothing_but_at_the_end(keys, data):
    key = data.draw(st.sampled_from(keys))
    expected = keys if key != keys[-1] else moved(keys, key, -1)

    assert moved(moved(keys, key, 1), key, -1) == expected


def test_an_item_that_is_gone_moves_nothing():
    assert moved([1, 2], 9, 1) == [1, 2]


@given(st.text(max_size=900))
def test_a_proposal_always_fits_in_a_title(text):
    assert len(finding_title(text, "2026-001")) <= TITLE_LENGTH
    assert len(point_title(text, DAY)) <= TITLE_LENGTH


def test_a_clock_is_written_as_swedes_do():
    assert clock_in_words(ONE, TWO) == "13.00–14.30"
    assert clock_in_words(None, None) == ""


def test_the_mail_of_an_invitation_says_when_and_about_what():
    mail = invitation_mail(WORDS, message="Välkomna", is_again=False)

    assert mail.subject == "Inbjudan till dialogmöte, 12 mars 2026"
    assert "Klockan: 13.00–14.30" in mail.text
    assert "1. Bemanningen" in mail.text


def test_a_changed_invitation_says_that_it_is_changed():
    assert invitation_mail(WORDS, message="", is_again=True).subject.startswith("Ändrad inbjudan")


def test_the_mail_of_minutes_counts_what_was_agreed_and_does_not_say_it():
    held = MinutesWords("chef", "", (PointWords("Hemligt nog", "Utföraren", DAY),))

    text = minutes_mail(WORDS, held, is_again=False).text

    assert "1 sak" in text
    assert "Hemligt" not in text
