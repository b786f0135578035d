from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insyn.coordination.rules import DutyGround, DutyState, Progress, Refusal, ServiceForm
from insyn.coordination.rules.coordinating import makes_circle
from insyn.coordination.rules.instructions import Draft, in_depth_due, publish_refusal
from insyn.coordination.rules.minimum import AskedQuestion, missing_in, missing_sentence
from insyn.coordination.rules.progress import progress_of, report_refusal, tally
from insyn.coordination.rules.responsibility import Responsibility, Service, duty_lines
from insyn.coordination.rules.sample import Pool, draw_shares

DAY = date(2026, 3, 2)
KTT, HOME = 1, 2


@pytest.mark.parametrize(
    ("known", "pair", "is_circle"),
    [
        ([], (1, 2), False),
        ([], (1, 1), True),
        ([(2, 1)], (1, 2), True),
        ([(2, 3), (3, 1)], (1, 2), True),
        ([(1, 2)], (1, 3), False),
        ([(2, 3)], (1, 2), False),
    ],
)
def test_nobody_coordinates_itself_by_any_way(known, pair, is_circle) -> None:
    assert makes_circle(known, *pair) == is_circle


@given(st.integers(0, 20), st.sets(st.integers(0, 30)), st.sets(st.integers(0, 30)), st.text())
def test_a_draw_fills_up_what_is_wanted_and_can_be_repeated(wanted, chosen, others, seed) -> None:
    pool = Pool(7, wanted, [str(n) for n in chosen], [str(n) for n in others])

    drawn = draw_shares([pool], seed)[7]

    assert drawn == draw_shares([pool], seed)[7]
    assert set(drawn) <= set(pool.others) - set(pool.chosen)
    left = len(set(pool.others) - set(pool.chosen))
    assert len(drawn) == min(max(wanted - len(chosen), 0), left)


CENTRAL = [
    AskedQuestion("Ledning", "ALL-01", "Finns ett giltigt tillstånd?"),
    AskedQuestion("Personal", "", "Har all personal  rätt utbildning?"),
]


def test_a_local_template_may_ask_more_but_not_less() -> None:
    own = AskedQuestion("Eget", "EGEN-1", "Hur ofta äter ni tillsammans?")
    same = AskedQuestion("Annat område", "", "har all personal rätt utbildning")
    rephrased = AskedQuestion("Ledning", "all-01", "Är tillståndet giltigt i dag?")

    assert missing_in(CENTRAL, [*CENTRAL, own]) == []
    assert missing_in(CENTRAL, [same, rephrased, own]) == []
    assert missing_in(CENTRAL, [own, same]) == [CENTRAL[0]]


def test_a_question_without_code_is_no_match_for_another_without() -> None:
    other = AskedQuestion("Personal", "", "Något helt annat?")

    assert missing_in(CENTRAL[1:], [other]) == CENTRAL[1:]


def test_the_sentence_names_what_is_missing() -> None:
    said = missing_sentence(CENTRAL)

    assert "saknar 2 av" in said
    assert "ALL-01 Finns ett giltigt tillstånd?" in said


@pytest.mark.parametrize(
    ("reported", "today", "state"),
    [
        (None, DAY, Progress.NOT_BEGUN),
        (None, DAY + timedelta(days=1), Progress.LATE),
        (DAY, DAY + timedelta(days=9), Progress.DONE),
        (DAY + timedelta(days=1), DAY + timedelta(days=9), Progress.DONE_LATE),
    ],
)
def test_the_last_day_is_in_time(reported, today, state) -> None:
    assert progress_of(reported, report_by=DAY, today=today) == state


@given(st.integers(0, 30), st.lists(st.sampled_from(Progress)))
def test_a_tally_counts_everybody_once(wanted, states) -> None:
    counted = tally(wanted, states)

    assert counted.sampled == len(states)
    assert counted.short == max(wanted - len(states), 0)


@pytest.mark.parametrize(
    ("found", "bound", "asked", "is_due"),
    [(2, 3, False, False), (3, 3, False, True), (0, 3, True, True), (99, None, False, False)],
)
def test_when_a_follow_up_in_depth_is_due(found, bound, asked, is_due) -> None:
    assert in_depth_due(deficiencies=found, bound=bound, asked_for=asked) == is_due


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({}, None),
        ({"text": " "}, Refusal.NO_TEXT),
        ({"areas": 0}, Refusal.NO_AREAS),
        ({"shares": [0]}, Refusal.NO_SHARES),
        ({"report_by": DAY - timedelta(days=1)}, Refusal.PASSED),
        ({"unpublished_templates": 1}, Refusal.TEMPLATE_DRAFT),
    ],
)
def test_what_an_instruction_needs_to_be_issued(facts, refusal) -> None:
    whole = {"text": "Så här.", "areas": 1, "shares": [2], "report_by": DAY}

    assert publish_refusal(Draft(**(whole | facts)), today=DAY) == refusal


@pytest.mark.parametrize(
    ("made_on", "areas", "refusal"),
    [
        (DAY, 1, None),
        (DAY, 0, Refusal.NO_OUTCOME),
        (DAY + timedelta(days=1), 1, Refusal.LATER),
        (DAY - timedelta(days=9), 1, Refusal.OUTSIDE),
    ],
)
def test_what_can_be_reported_in(made_on, areas, refusal) -> None:
    period = {"starts_on": DAY - timedelta(days=3), "ends_on": DAY, "today": DAY}

    assert report_refusal(carried_out_on=made_on, areas=areas, **period) == refusal


def listed(area, form, reviewer, ground=DutyGround.INSTRUCTION, run_by=0):
    return Responsibility(Service(area, form, run_by), reviewer, ground)


def test_what_nobody_follows_up_stands_first() -> None:
    lines = duty_lines(
        [
            listed(HOME, ServiceForm.PRIVATE, 5),
            listed(KTT, ServiceForm.SCHOOL, None, DutyGround.NONE, run_by=9),
        ],
        [],
    )

    assert [(line.service.area, line.state) for line in lines] == [
        (KTT, DutyState.NOBODY),
        (HOME, DutyState.FOLLOWED),
    ]


def test_what_is_in_the_register_and_in_no_line_is_an_alarm_too() -> None:
    rows = [listed(KTT, ServiceForm.SCHOOL, 5)]
    existing = [
        (KTT, ServiceForm.IN_HOUSE),
        (KTT, ServiceForm.PRIVATE),
        (HOME, ServiceForm.IN_HOUSE),
    ]

    alarms = {
        (line.service.area, line.service.form)
        for line in duty_lines(rows, existing)
        if line.is_alarm
    }

    assert alarms == {(KTT, ServiceForm.PRIVATE), (HOME, ServiceForm.IN_HOUSE)}
