import threading
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from insyn.audit.models import AuditEvent
from insyn.followups import services
from insyn.followups.models import Followup, Reviewer
from insyn.followups.rules import Event, State
from insyn.followups.services.forms import FormFacts, save_form, save_series
from insyn.kernel.errors import Outdated
from insyn.registry.queries import access_of

shipped_areas = import_module("insyn.registry.migrations.0003_shipped_service_areas")
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor == 'sqlite'",
        reason="SQLite lets one writer in at a time; the stale version is tested in test_moves",
    ),
]


@pytest.fixture(scope="module", autouse=True)
def _shipped_rows_again(django_db_setup, django_db_blocker):
    """Tests that commit empty every table behind them; the next ones want what is shipped."""
    yield
    with django_db_blocker.unblock():
        shipped_areas.ship(apps, None)


def in_a_thread_each(acts) -> list[str]:
    """Run the acts at once, each on its own connection, and return how they went."""
    outcomes: list[str] = []
    barrier = threading.Barrier(len(acts))

    def run(act) -> None:
        barrier.wait()
        try:
            act()
            outcomes.append("moved")
        except Outdated:
            outcomes.append("told")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


def test_two_move_at_once_and_one_wins(anna, reviewer, followup) -> None:
    for user in (anna, reviewer):
        Reviewer.objects.create(followup=followup, user=user, has_no_conflict=True)

    def prepare(user):
        row = Followup.objects.visible_to(access_of(user)).get()
        access, version = access_of(user), row.version
        return lambda: services.move_followup(access, row, Event.PREPARE, version=version)

    outcomes = in_a_thread_each([prepare(anna), prepare(reviewer)])

    assert outcomes == ["moved", "told"]
    assert Followup.objects.visible_to(access_of(anna)).get().state == State.PREPARED
    lines = AuditEvent.objects.visible_to(access_of(anna)).about(followup)
    assert lines.filter(event="followup.prepare").count() == 1


def test_two_plan_at_once_and_get_a_number_each(anna, reviewer, followup) -> None:
    def plan(user):
        access = access_of(user)
        return lambda: services.plan_followup(
            access,
            authority=followup.authority,
            contract=followup.contract,
            lot=None,
            template_version=followup.template_version,
            planned_for=followup.planned_for,
        )

    in_a_thread_each([plan(anna), plan(reviewer)])

    numbers = Followup.objects.visible_to(access_of(anna)).values_list("number", flat=True)
    assert sorted(numbers) == ["2026-001", "2026-002", "2026-003"]


def test_two_plan_in_the_same_series_at_once_and_leave_no_gap(anna, reviewer, followup) -> None:
    access = access_of(anna)
    series = save_series(access, followup.authority, prefix="HVB", name="HVB")
    form = save_form(access, followup.authority, facts=FormFacts("HVB", series=series))

    def plan(user):
        own = access_of(user)
        return lambda: services.plan_followup(
            own,
            authority=followup.authority,
            contract=followup.contract,
            lot=None,
            form=form,
            template_version=followup.template_version,
            planned_for=followup.planned_for,
        )

    in_a_thread_each([plan(anna), plan(reviewer)])

    numbers = Followup.objects.visible_to(access).values_list("number", flat=True)
    assert sorted(numbers) == ["2026-001", "HVB-2026-001", "HVB-2026-002"]
