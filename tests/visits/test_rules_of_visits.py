import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insyn.visits.rules import VisitKind
from insyn.visits.rules.carrying_out import InterviewGroup, VisitLetterKind, VisitState
from insyn.visits.rules.life import (
    cancel_problem,
    carry_out_problem,
    facts_problem,
    is_secret,
    letter_problem,
    unannouncing_problem,
)
from insyn.visits.rules.photos import photo_problem
from insyn.visits.rules.shares import (
    count_problem,
    people_in_words,
    percent_of,
    said_in_words,
    said_problem,
    sample_problem,
    sampled_in_words,
    share_in_words,
)
from insyn.visits.rules.staffing import (
    ScheduleLine,
    difference_in_words,
    read_schedule,
    staffed,
    staffed_in_words,
)
from insyn.visits.rules.times import (
    DayPart,
    clock_in_words,
    length_of,
    part_of_day,
    parts_of,
    times_problem,
)

MONDAY, SATURDAY = datetime.date(2026, 3, 2), datetime.date(2026, 3, 7)
GOOD_FRIDAY = datetime.date(2026, 4, 3)
TODAY = datetime.date(2026, 3, 2)
COUNTS = st.integers(0, 999)
LINES = st.lists(st.builds(ScheduleLine, st.just("Roll"), COUNTS, COUNTS), max_size=20)


def at(text: str) -> datetime.time:
    return datetime.time.fromisoformat(text)


@pytest.mark.parametrize(
    ("hour", "part"),
    [
        ("05:59", DayPart.NIGHT),
        ("06:00", DayPart.MORNING),
        ("09:00", DayPart.DAY),
        ("16:59", DayPart.DAY),
        ("17:00", DayPart.EVENING),
        ("22:00", DayPart.NIGHT),
        ("00:00", DayPart.NIGHT),
    ],
)
def test_the_parts_of_the_day_begin_on_the_hour(hour, part) -> None:
    assert part_of_day(at(hour)) == part


@given(st.times())
def test_each_time_is_in_one_part_of_the_day(hour) -> None:
    assert part_of_day(hour) in DayPart


@pytest.mark.parametrize(
    ("day", "hour", "parts"),
    [
        (MONDAY, "18:15", (DayPart.EVENING,)),
        (SATURDAY, "18:15", (DayPart.WEEKEND, DayPart.EVENING)),
        (GOOD_FRIDAY, "10:00", (DayPart.WEEKEND, DayPart.DAY)),
    ],
)
def test_weekends_and_holidays_are_told_beside_the_hour(day, hour, parts) -> None:
    assert parts_of(day, at(hour)) == parts


def test_a_day_without_an_hour_says_only_whether_it_is_a_weekend() -> None:
    assert parts_of(MONDAY, None) == ()
    assert parts_of(SATURDAY, None) == (DayPart.WEEKEND,)


def test_the_clock_is_written_with_a_full_stop() -> None:
    assert clock_in_words(at("18:15"), at("20:00")) == "18.15–20.00"
    assert clock_in_words(at("18:15"), None) == "18.15"
    assert clock_in_words(None, None) == ""


@given(st.times(), st.times())
def test_no_visit_is_shorter_than_nothing_or_longer_than_a_day(starts, ends) -> None:
    length = length_of(starts, ends)

    assert datetime.timedelta(0) < length <= datetime.timedelta(days=1)


@pytest.mark.parametrize(
    ("starts", "ends", "word"),
    [
        ("22:00", "01:30", ""),
        ("09:00", "12:00", ""),
        ("12:00", "09:00", "tolv timmar"),
        ("12:00", "12:00", "tolv timmar"),
        (None, "12:00", "när besöket börjar"),
        ("12:00", None, ""),
    ],
)
def test_hours_that_make_no_sense_are_refused(starts, ends, word) -> None:
    problem = times_problem(starts and at(starts), ends and at(ends))

    assert (word in problem) if word else not problem


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_only_none_is_0_percent_and_only_all_is_100(figures) -> None:
    part, whole = figures

    assert 0 <= percent_of(part, whole) <= 100
    assert (percent_of(part, whole) == 0) == (part == 0)
    assert (percent_of(part, whole) == 100) == (part == whole)


@pytest.mark.parametrize(
    ("passed", "sampled", "words"),
    [
        (1, 1, "Den enda som granskades var i ordning"),
        (0, 1, "Den enda hade avvikelser"),
        (7, 7, "Alla 7 i ordning"),
        (0, 7, "Ingen av 7 i ordning"),
        (5, 7, "5 av 7 i ordning"),
        (15, 20, "15 av 20 i ordning, 75 procent"),
    ],
)
def test_shares_are_told_in_words(passed, sampled, words) -> None:
    assert share_in_words(passed, sampled) == words


@given(COUNTS, COUNTS, st.none() | COUNTS)
def test_a_sample_is_taken_exactly_when_its_figures_agree(passed, sampled, population) -> None:
    agrees = sampled >= 1 and passed <= sampled and (population is None or sampled <= population)

    assert (sample_problem(passed, sampled, population) == "") == agrees


def test_how_many_files_says_of_how_many_when_that_is_known() -> None:
    assert sampled_in_words(5, 40) == "5 av 40 akter"
    assert sampled_in_words(5, None) == "5 akter"


def test_people_are_told_in_groups_and_numbers() -> None:
    staff, client, manager = (
        people_in_words(InterviewGroup.STAFF, 3, is_in_private=True),
        people_in_words(InterviewGroup.CLIENT, 1, is_in_private=False),
        people_in_words(InterviewGroup.MANAGER, 2, is_in_private=False),
    )

    assert staff == "3 medarbetare, enskilt"
    assert client == "1 klient, inte enskilt"
    assert manager == "2 chefer, i grupp"


@given(st.none() | COUNTS, st.integers(1, 999))
def test_nobody_more_than_were_talked_to_ever_said_something(said_by, count) -> None:
    is_fine = said_by is None or 1 <= said_by <= count

    assert (said_problem(said_by, count) == "") == is_fine


def test_how_many_said_so_is_told_in_words() -> None:
    assert said_in_words(2, 3) == "sagt av 2 av 3"
    assert said_in_words(3, 3) == "sagt av alla 3"
    assert said_in_words(1, 1) == "sagt av 1 av 1"
    assert said_in_words(None, 3) == ""


def test_a_number_is_not_lowered_under_what_somebody_said() -> None:
    assert "minst 4" in count_problem(3, [2, 4])
    assert not count_problem(4, [2, 4])
    assert not count_problem(1, [])


@given(LINES)
def test_the_sums_of_a_check_balance(lines) -> None:
    sums = staffed(lines)

    assert sums.present - sums.scheduled == sums.extra - sums.missing
    assert sums.is_short == any(line.present < line.scheduled for line in lines)


def test_more_of_one_role_does_not_make_up_for_another() -> None:
    sums = staffed([ScheduleLine("Sköterska", 2, 1), ScheduleLine("Vikarie", 1, 2)])

    assert staffed_in_words(sums) == "3 på plats, 3 enligt schemat; 1 saknas; 1 utöver schemat"


def test_the_difference_is_told_in_words() -> None:
    assert difference_in_words(3, 2) == "1 färre"
    assert difference_in_words(2, 4) == "2 fler"
    assert difference_in_words(2, 2) == "Som schemat"
    assert staffed_in_words(staffed([ScheduleLine("A", 2, 2)])).endswith("bemanningen stämmer")


def test_a_schedule_is_read_from_semicolons_and_from_tabs() -> None:
    text = "Roll;Enligt schema;På plats\n Undersköterska ; 3 ; 2 ; sjuk\n\nSjuksköterska\t1\t1"

    lines, problems = read_schedule(text)

    assert problems == []
    assert lines == [
        ScheduleLine("Undersköterska", 3, 2, "sjuk"),
        ScheduleLine("Sjuksköterska", 1, 1),
    ]


@pytest.mark.parametrize(
    ("row", "word"),
    [
        ("Undersköterska; 3", "har 2 delar"),
        ("; 3; 2", "rollen saknas"),
        ("Undersköterska; tre; 2", "”tre” är inget antal"),
        ("Undersköterska; 3; -2", "”-2” är inget antal"),
        ("Undersköterska; 3; 2000", "”2000” är inget antal"),
        ("Chef; 2; 1", "står på en rad ovanför"),
        (f"{'x' * 101}; 1; 1", "för lång"),
    ],
)
def test_each_bad_row_is_told_with_its_number(row, word) -> None:
    lines, problems = read_schedule(f"chef; 1; 1\n{row}\nVaktmästare; 1; 1")

    assert [line.role for line in lines] == ["chef", "Vaktmästare"]
    assert len(problems) == 1
    assert problems[0].startswith("Rad 2: ")
    assert word in problems[0]


@given(st.text(max_size=200))
def test_any_pasted_text_is_read_or_refused_and_never_breaks(text) -> None:
    lines, problems = read_schedule(text)

    assert lines or problems


@given(st.sampled_from(VisitState), st.dates(), st.text())
def test_only_a_booked_visit_is_cancelled_and_with_a_reason(state, day, reason) -> None:
    del day
    may = state == VisitState.BOOKED and bool(reason.strip())

    assert (cancel_problem(state, reason) == "") == may


@given(st.sampled_from(VisitState), st.dates())
def test_only_a_booked_visit_takes_place_and_never_tomorrow(state, day) -> None:
    may = state == VisitState.BOOKED and day <= TODAY

    assert (carry_out_problem(state, day, TODAY) == "") == may


def test_nothing_is_noted_on_a_visit_before_its_day() -> None:
    tomorrow = TODAY + datetime.timedelta(days=1)

    assert "inte har varit" in facts_problem(VisitState.BOOKED, tomorrow, TODAY)
    assert not facts_problem(VisitState.BOOKED, TODAY, TODAY)
    assert not facts_problem(VisitState.CARRIED_OUT, tomorrow, TODAY)
    assert "inställt" in facts_problem(VisitState.CANCELLED, TODAY, TODAY)


LETTERS = st.tuples(
    st.sampled_from(VisitLetterKind),
    st.sampled_from(VisitState),
    st.booleans(),
    st.sampled_from(VisitKind),
)


@given(LETTERS)
def test_no_letter_ever_tells_of_an_unannounced_visit_before_it_has_been(letter) -> None:
    kind, state, is_announced, visit_kind = letter
    problem = letter_problem(kind, state=state, is_announced=is_announced, visit_kind=visit_kind)

    if is_secret(state, is_announced=is_announced) and kind != VisitLetterKind.INSTRUCTION:
        assert problem


@given(LETTERS)
def test_a_cancelled_visit_has_no_letters(letter) -> None:
    kind, _state, is_announced, visit_kind = letter

    assert letter_problem(
        kind, state=VisitState.CANCELLED, is_announced=is_announced, visit_kind=visit_kind
    )


def test_what_has_been_told_is_no_longer_unannounced() -> None:
    assert "inte oanmält" in unannouncing_problem(is_announced=False, has_been_told=True)
    assert not unannouncing_problem(is_announced=True, has_been_told=True)
    assert not unannouncing_problem(is_announced=False, has_been_told=False)


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "tom"),
        (b"GIF89a" + b"x" * 100, "JPEG eller PNG"),
        (b"\xff\xd8\xff" + b"x" * (10 << 20), "10 MB"),
        (b"\xff\xd8\xff" + b"x", ""),
    ],
)
def test_what_is_no_photo_is_refused_by_its_content(content, word) -> None:
    problem = photo_problem(content)

    assert (word in problem) if word else not problem
