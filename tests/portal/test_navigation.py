"""Which ways the menu opens to whom."""

import pytest
from django.test import Client
from django.urls import reverse

from insyn.kernel.access import Role
from tests import people
from tests.conftest import log_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("role", "route", "is_there"),
    [
        (Role.PLAN_OWNER, "signals:list", True),
        (Role.CASE_WORKER, "signals:list", True),
        (Role.READER, "signals:list", False),
        (Role.FINANCE_CONTROLLER, "invoices:list", True),
        (Role.CASE_WORKER, "invoices:list", False),
        (Role.READER, "invoices:list", False),
        (Role.PLAN_OWNER, "followups:diary", True),
        (Role.READER, "followups:diary", False),
    ],
)
def test_a_way_that_leads_nowhere_is_left_out(
    ekby, client: Client, role: Role, route: str, *, is_there: bool
) -> None:
    log_in(client, people.member(ekby, role, "namn"))

    page = client.get(reverse("accounts:profile")).content.decode()

    assert (f'href="{reverse(route)}"' in page) == is_there


def test_one_who_may_not_leave_signals_is_told_who_reads_them(as_bo: Client) -> None:
    page = as_bo.get(reverse("signals:list")).content.decode()

    assert "av den som har lämnat den" in page
    assert "Lämna en signal om" not in page
