import re
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from insyn.followups.rules import State
from insyn.kernel.access import Role
from insyn.portal.rules import ROLE_WORK, SHORTEST_BAR, WEEKS_SHOWN, bar_of, week_column
from insyn.portal.rules.trail import fact_word, is_for_readers, value_word, words_of

DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
EVENT = re.compile(r'"([a-z_]+\.[a-z_]+)"')
CALL = re.compile(r"\b(?:record|note|_note|_record)\(([^()]|\([^()]*\))*?\)", re.DOTALL)


@given(DAYS, st.none() | DAYS, st.sampled_from(State), st.integers(2021, 2029))
def test_a_bar_never_leaves_the_year(starts, ends, state, year: int) -> None:
    bar = bar_of(starts=starts, ends=ends, state=state, year=year)

    assert bar.column >= 1
    assert bar.width >= SHORTEST_BAR
    assert bar.column + bar.width - 1 <= WEEKS_SHOWN


@given(DAYS, DAYS)
def test_a_later_day_never_stands_before_an_earlier(one, other) -> None:
    early, late = sorted((one, other))

    assert week_column(early, 2026) <= week_column(late, 2026)


@pytest.mark.parametrize(
    ("day", "column"),
    [
        (date(2026, 1, 1), 1),
        (date(2026, 1, 8), 2),
        (date(2026, 12, 31), 52),
        (date(2025, 5, 1), 1),
        (date(2027, 5, 1), 52),
    ],
)
def test_which_column_a_day_has(day: date, column: int) -> None:
    assert week_column(day, 2026) == column


@pytest.mark.parametrize(
    ("state", "look"),
    [(State.PLANNED, "next"), (State.ONGOING, "now"), (State.SENT, "done"), (State.CLOSED, "done")],
)
def test_how_a_bar_looks(state: State, look: str) -> None:
    assert bar_of(starts=date(2026, 3, 2), ends=None, state=state, year=2026).look == look


def test_the_help_says_what_each_role_does() -> None:
    assert set(ROLE_WORK) == set(Role)


def events_in_the_code() -> set[str]:
    sources = Path(settings.PACKAGE_DIR).rglob("services*/**/*.py")
    files = [*sources, *Path(settings.PACKAGE_DIR).rglob("services.py")]
    calls = (call.group() for file in files for call in CALL.finditer(file.read_text()))
    return {event for call in calls for event in EVENT.findall(call)}


def test_the_events_are_found_in_the_code() -> None:
    assert {"followup.planned", "membership.given", "user.logged_in"} <= events_in_the_code()


def test_every_event_of_the_code_has_swedish_words() -> None:
    wordless = set()
    for event in events_in_the_code():
        noun, verb = event.split(".")
        if words_of(event)[0] == noun or words_of(event)[1] == verb.replace("_", " "):
            wordless.add(event)

    assert wordless == set()


def test_an_event_of_a_life_cycle_has_the_word_of_its_button() -> None:
    assert words_of("followup.prepare") == ("Uppföljning", "Markera som förberedd")


def test_an_unknown_event_is_shown_as_it_stands() -> None:
    assert words_of("thing.done_so") == ("thing", "done so")
    assert words_of("oddity") == ("oddity", "")
    assert fact_word("some_fact") == ("some fact", "")
    assert value_word("2026-01-01") == "2026-01-01"


def test_a_fact_that_is_one_side_of_a_change_says_which() -> None:
    assert fact_word("status_before") == ("läge", "före")
    assert fact_word("text_after") == ("texten", "efter")
    assert fact_word("before") == ("före", "")


def test_the_key_of_a_row_is_not_for_readers_but_a_name_is() -> None:
    assert not is_for_readers("request", 204)
    assert not is_for_readers("parent", None)
    assert is_for_readers("agreement", "Ramavtal för insatser till barn och unga")
    assert is_for_readers("files", 1)
