"""What of the dates to watch waits for somebody to decide."""

from datetime import timedelta

import pytest

from insyn.kernel.duties import Duty
from insyn.platform import clock
from insyn.platform.duties import Duties
from insyn.registry.models import AgreementOption
from insyn.registry.queries import access_of
from insyn.registry.queries.duties import OPTION, PRICES, STATUS, duty_sources
from insyn.registry.rules import ContractStatus
from tests.conftest import log_in
from tests.factories import AgreementFactory, ContractFactory, ContractPriceFactory

pytestmark = pytest.mark.django_db
SOON = timedelta(days=30)
FAR = timedelta(days=400)


def waiting(person) -> list[Duty]:
    today = clock.today()
    return list(Duties(duty_sources(access_of(person), today), today))


@pytest.fixture
def agreement(ekby, anna):
    return AgreementFactory.create(authority=ekby, responsible=anna, ends_on=None)


def option(agreement, **facts) -> AgreementOption:
    days = {"call_by": clock.today() + SOON, "extends_to": clock.today() + FAR}
    return AgreementOption.objects.create(agreement=agreement, number=1, **days | facts)


def test_an_option_waits_for_those_who_keep_the_register(agreement, anna, bo, cilla) -> None:
    row = option(agreement)

    (duty,) = waiting(anna)
    assert (duty.kind, duty.due_on, duty.is_own) == (OPTION, row.call_by, True)
    assert waiting(bo) == waiting(cilla) == []


@pytest.mark.parametrize("done", ["called_on", "declined_on"])
def test_an_option_that_is_settled_waits_no_more(done, agreement, anna) -> None:
    option(agreement, **{done: clock.today()})

    assert waiting(anna) == []


def test_an_option_far_ahead_does_not_wait_yet(agreement, anna) -> None:
    option(agreement, call_by=clock.today() + FAR, extends_to=clock.today() + 2 * FAR)

    assert waiting(anna) == []


def test_a_stop_that_ends_waits_for_a_decision(agreement, anna) -> None:
    until = clock.today() + SOON
    ContractFactory.create(
        agreement=agreement, status=ContractStatus.INTAKE_STOP, status_until=until,
        status_reason="Bemanningen",
    )  # fmt: skip

    (duty,) = waiting(anna)
    assert (duty.kind, duty.due_on) == (STATUS, until)
    assert "Intagsstopp" in duty.detail


def test_prices_of_an_agreement_that_end_the_same_day_are_one_line(client, agreement, anna) -> None:
    until = clock.today() + SOON
    for _number in range(3):
        contract = ContractFactory.create(agreement=agreement)
        ContractPriceFactory.create(contract=contract, valid_to=until)

    (duty,) = waiting(anna)
    assert (duty.kind, duty.due_on, duty.title) == (PRICES, until, agreement.title)
    listed = log_in(client, anna).get(duty.url).content.decode()
    assert until.isoformat() in listed
    assert "3 kontrakt" in listed


def test_a_price_that_another_follows_does_not_wait(agreement, anna) -> None:
    until = clock.today() + SOON
    contract = ContractFactory.create(agreement=agreement)
    ended = ContractPriceFactory.create(contract=contract, valid_to=until)
    next_day = until + timedelta(days=1)
    ContractPriceFactory.create(
        contract=contract, item=ended.item, unit=ended.unit, valid_from=next_day
    )

    assert waiting(anna) == []
