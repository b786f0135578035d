from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insyn.findings.rules import FindingKind
from insyn.findings.rules.fact_check import (
    CheckFacts,
    CommentFacts,
    Draft,
    FoundFacts,
    NoteFacts,
    Passage,
    Stage,
    assess_refusal,
    check_due_on,
    disputable_until,
    passages_of,
    present_of,
    reminds_of_check,
    second_refusal,
    stage_of,
)
from insyn.findings.rules.lists import FactCheckState, Reply
from insyn.kernel.workdays import after_workdays, easter, is_workday

DUE = date(2026, 9, 16)
replies = st.one_of(st.none(), st.sampled_from(Reply))
comments = st.lists(st.builds(CommentFacts, replies, st.booleans(), replies), max_size=4)
days = st.dates(date(2020, 1, 1), date(2035, 12, 31))
checks = st.builds(
    CheckFacts, st.sampled_from(FactCheckState), days, st.one_of(st.none(), days), comments
)


def found(kind: FindingKind, key: int = 1) -> FoundFacts:
    return FoundFacts(key, kind, "Personal", "Utdrag saknas", DUE, "Sex akter", "Avtalet 4.2")


def draft(*findings: FoundFacts, text: str = "", notes: tuple[NoteFacts, ...] = ()) -> Draft:
    return Draft(["Uppföljningen gäller Åkerö."], text, notes, findings)


def test_a_draft_is_told_in_paragraphs_in_reading_order() -> None:
    note = NoteFacts(3, "Personal", "Alla har utbildning.")
    passages = passages_of(
        draft(found(FindingKind.DEFICIENCY), text="Ett.\r\n\r\nTvå.", notes=(note,))
    )

    assert [(one.about, one.text) for one in passages] == [
        ("opening", "Uppföljningen gäller Åkerö."),
        ("result:1", "Ett."),
        ("result:2", "Två."),
        ("area:3", "Alla har utbildning."),
        (
            "finding:1",
            "Utdrag saknas (16 september 2026)\nDet stöder sig på: Sex akter\nKrav: Avtalet 4.2",
        ),
    ]


@given(st.lists(st.sampled_from(FindingKind), max_size=6))
def test_the_commissioners_shortcomings_are_never_told(kinds) -> None:
    passages = passages_of(draft(*(found(kind, key) for key, kind in enumerate(kinds))))

    told = [kind for kind in kinds if kind != FindingKind.COMMISSIONER_SHORTCOMING]
    assert len(passages) == 1 + len(told)
    assert not any(FindingKind.COMMISSIONER_SHORTCOMING.label in one.heading for one in passages)


def test_a_rewritten_paragraph_is_found_again_among_others() -> None:
    sent = Passage("", "Fyra av sex anställda saknar utbildning i metoden.", "result:1")
    now = [
        Passage("", "Ett helt nytt stycke om annat.", "result:1"),
        Passage("", "Tre av sex anställda saknar utbildning i metoden.", "result:2"),
    ]

    assert present_of(sent, now) == now[1].text
    assert present_of(sent, now[:1]) is None


def test_a_finding_that_was_taken_away_is_gone() -> None:
    assert present_of(Passage("", "Text", "finding:7"), [Passage("", "Text", "finding:8")]) is None


@given(checks, days)
def test_the_assessment_is_refused_exactly_while_somebody_has_something_to_do(check, today) -> None:
    waits = {Stage.WITH_PROVIDER, Stage.TO_REPLY, Stage.DISPUTABLE, Stage.DISPUTED}

    assert bool(assess_refusal(check, today)) == (stage_of(check, today) in waits)


@given(checks, days)
def test_a_settled_check_stays_settled(check, today) -> None:
    if stage_of(check, today) == Stage.SETTLED:
        assert stage_of(check, today + timedelta(days=400)) == Stage.SETTLED


def test_no_answer_in_time_stops_nothing() -> None:
    check = CheckFacts(FactCheckState.OPEN, DUE)

    assert stage_of(check, DUE) == Stage.WITH_PROVIDER
    assert stage_of(check, DUE + timedelta(days=1)) == Stage.NO_ANSWER
    assert assess_refusal(check, DUE + timedelta(days=1)) == ""


@pytest.mark.parametrize(
    ("comment", "stage"),
    [
        (CommentFacts(), Stage.TO_REPLY),
        (CommentFacts(Reply.ACCEPTED), Stage.SETTLED),
        (CommentFacts(Reply.PARTLY), Stage.DISPUTABLE),
        (CommentFacts(Reply.REJECTED), Stage.DISPUTABLE),
        (CommentFacts(Reply.REJECTED, is_disputed=True), Stage.DISPUTED),
        (CommentFacts(Reply.REJECTED, True, Reply.ACCEPTED), Stage.SETTLED),  # noqa: FBT003
    ],
)
def test_whose_turn_it_is_follows_the_comment(comment, stage) -> None:
    check = CheckFacts(FactCheckState.ANSWERED, DUE, DUE, (comment,))

    assert stage_of(check, DUE) == stage


def test_a_disputed_answer_is_decided_by_somebody_else() -> None:
    disputed = CommentFacts(Reply.REJECTED, is_disputed=True)

    assert "Någon annan" in second_refusal(disputed, is_replier=True, text="Nej")
    assert second_refusal(disputed, is_replier=False, text="Nej") == ""


def test_ten_workdays_are_counted_over_weekends_and_easter() -> None:
    assert check_due_on(date(2026, 3, 30)) == date(2026, 4, 15)
    assert disputable_until(date(2026, 9, 14)) == date(2026, 9, 21)


def test_a_reminder_goes_out_the_last_two_workdays() -> None:
    days = [DUE - timedelta(days=number) for number in range(4, -2, -1)]

    assert [reminds_of_check(DUE, day) for day in days] == [False, False, True, True, True, False]


@given(days, st.integers(0, 30))
def test_a_deadline_is_always_a_workday_and_never_before_its_start(start, count) -> None:
    due = after_workdays(start, count)

    assert is_workday(due)
    assert due >= start
    between = [start + timedelta(days=n) for n in range(1, (due - start).days + 1)]
    opens = 0 if is_workday(start) else 1
    assert sum(map(is_workday, between)) == count + opens


@pytest.mark.parametrize(
    ("year", "day"),
    [(2000, (4, 23)), (2017, (4, 16)), (2024, (3, 31)), (2026, (4, 5)), (2038, (4, 25))],
)
def test_easter_day_is_known(year, day) -> None:
    assert easter(year) == date(year, *day)


@pytest.mark.parametrize(
    "day",
    [date(2026, 4, 3), date(2026, 4, 6), date(2026, 5, 14), date(2026, 6, 19), date(2026, 12, 24)],
)
def test_nobody_is_at_work_on_a_holiday(day) -> None:
    assert not is_workday(day)
