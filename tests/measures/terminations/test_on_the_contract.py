"""The contract's page is where a termination is begun and where it is told of."""

import pytest
from django.urls import reverse

from insyn.kernel.access import Role
from insyn.measures.models import Termination
from insyn.measures.rules.terminations import TerminationState
from tests import people
from tests.conftest import log_in

pytestmark = pytest.mark.django_db
RUNNING = "Kontraktet håller på att avslutas"


def shown(client, contract) -> str:
    answer = client.get(reverse("registry:contract", args=[contract.pk]))
    assert answer.status_code == 200
    return str(answer.content.decode())


def start(contract) -> str:
    return reverse("measures:termination_start", args=[contract.pk])


def test_the_way_to_end_it_stands_on_the_contracts_page(as_anna, contract) -> None:
    page = shown(as_anna, contract)

    assert start(contract) in page
    assert "Säg upp eller avsluta" in page
    assert RUNNING not in page


def test_an_end_under_way_is_told_of_with_the_way_to_it(as_anna, contract, noticed) -> None:
    page = shown(as_anna, contract)

    assert RUNNING in page
    assert f'href="{reverse("measures:termination", args=[noticed.pk])}"' in page
    assert "sista dag" in page
    assert start(contract) not in page


@pytest.mark.parametrize("state", [TerminationState.STOPPED, TerminationState.CLOSED])
def test_one_that_is_over_no_longer_stands_there(as_anna, contract, termination, state) -> None:
    rows = Termination.objects.unscoped(reason="test").filter(pk=termination.pk)
    rows.update(state=state, stopped_reason="Parterna är överens")

    page = shown(as_anna, contract)

    assert RUNNING not in page
    assert start(contract) in page


def test_a_reader_is_given_no_button(as_bo, contract) -> None:
    assert start(contract) not in shown(as_bo, contract)


def test_one_who_does_not_see_the_end_is_told_of_none(client, norrby, contract, noticed) -> None:
    contract.agreement.cooperation = None
    contract.agreement.save()
    other = people.member(norrby, Role.PLAN_OWNER, "Annan")

    answer = log_in(client, other).get(reverse("registry:contract", args=[contract.pk]))

    assert answer.status_code == 404
