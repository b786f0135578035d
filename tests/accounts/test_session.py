import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from insyn.accounts.models import User

pytestmark = pytest.mark.django_db
PAGE = reverse("accounts:profile")
COOKIE = settings.SESSION_COOKIE_NAME
MINUTE = 60


@pytest.fixture
def at_eight(time_machine, anna: User):
    time_machine.move_to("2026-03-02 08:00:00+01:00", tick=False)
    return time_machine


@pytest.fixture
def as_anna_at_eight(at_eight, client: Client, anna: User) -> Client:
    client.force_login(anna)
    assert client.get(PAGE).status_code == 200
    return client


def test_a_page_soon_after_another_writes_no_session(
    as_anna_at_eight, at_eight, django_assert_max_num_queries
) -> None:
    at_eight.shift(4 * MINUTE)

    with django_assert_max_num_queries(100) as asked:
        answer = as_anna_at_eight.get(PAGE)

    assert not [query for query in asked if query["sql"].startswith("UPDATE")]
    assert COOKIE not in answer.cookies


def test_after_five_minutes_the_session_and_its_cookie_are_renewed(
    as_anna_at_eight, at_eight
) -> None:
    before = Session.objects.get().expire_date
    at_eight.shift(5 * MINUTE)

    answer = as_anna_at_eight.get(PAGE)

    assert (Session.objects.get().expire_date - before).total_seconds() == 5 * MINUTE
    assert answer.cookies[COOKIE]["max-age"] == settings.SESSION_COOKIE_AGE


def test_a_renewed_session_keeps_its_key(as_anna_at_eight, at_eight) -> None:
    before = as_anna_at_eight.session.session_key
    at_eight.shift(5 * MINUTE)

    as_anna_at_eight.get(PAGE)

    assert as_anna_at_eight.session.session_key == before


def test_one_who_works_all_day_stays_logged_in(as_anna_at_eight, at_eight) -> None:
    for _ in range(10):
        at_eight.shift(54 * MINUTE)
        assert as_anna_at_eight.get(PAGE).status_code == 200


@pytest.mark.parametrize(("idle", "status"), [(54, 200), (61, 302)])
def test_the_time_out_counts_from_the_last_request_within_five_minutes(
    as_anna_at_eight, at_eight, idle: int, status: int
) -> None:
    at_eight.shift(4 * MINUTE)
    as_anna_at_eight.get(PAGE)
    at_eight.shift(idle * MINUTE)

    assert as_anna_at_eight.get(PAGE).status_code == status


def test_a_clock_that_was_set_back_renews_too(as_anna_at_eight, at_eight) -> None:
    at_eight.shift(-30 * MINUTE)

    assert COOKIE in as_anna_at_eight.get(PAGE).cookies


def test_one_who_is_not_logged_in_gets_no_session(client: Client) -> None:
    answer = client.get(reverse("accounts:login"))

    assert COOKIE not in answer.cookies
    assert not Session.objects.exists()
