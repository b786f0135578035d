"""What the bundle for events leads to: the kinds first, and who is to be checked."""

import datetime

import pytest
from django.urls import reverse

from insyn.kernel.access import Role, Secrecy
from insyn.monitoring.queries.events import event_lines
from insyn.monitoring.rules import BundleFacts, BundleStage, CheckKind, CheckResult
from insyn.monitoring.rules.due import Latest, unchecked_since
from insyn.monitoring.services import CheckFacts, note_check, save_bundle
from insyn.platform import clock
from insyn.registry.queries import access_of
from insyn.signals.rules import Severity, SignalCategory, SignalState
from tests.factories import ContractFactory, FollowupFactory
from tests.people import member
from tests.signals.factories import SignalFactory

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 3, 2)
EVENT = {CheckKind.OWNER: None, CheckKind.STATUS: None}


@pytest.fixture(autouse=True)
def _today():
    with clock.pretend(DAY):
        yield


@pytest.fixture
def contract(ekby):
    return ContractFactory.create(
        agreement__authority=ekby,
        provider__name="Åkerö Stödboende AB",
        starts_on=datetime.date(2024, 1, 1),
    )


@pytest.fixture
def bundle(anna, ekby):
    return save_bundle(
        access_of(anna), ekby, facts=BundleFacts(BundleStage.EVENT, EVENT), version=0
    )


def told(contract, **given):
    return SignalFactory.create(
        authority=contract.agreement.authority,
        provider=contract.provider,
        **{"severity": Severity.SERIOUS} | given,
    )


def kinds_of(form):
    return [group["kind"] for group in form.groups]


def test_only_what_is_answered_since_is_left_out() -> None:
    latest = {
        CheckKind.OWNER: Latest(DAY, CheckResult.OK),
        CheckKind.STATUS: Latest(DAY - datetime.timedelta(days=1), CheckResult.OK),
        CheckKind.CREDIT: Latest(DAY, CheckResult.UNKNOWN),
    }
    kinds = {*latest, CheckKind.F_TAX}

    found = unchecked_since(kinds, latest, since=DAY)
    assert set(found) == {CheckKind.STATUS, CheckKind.CREDIT, CheckKind.F_TAX}


def test_the_kinds_of_the_bundle_stand_first(as_anna, contract, bundle) -> None:
    url = reverse("monitoring:note", args=[contract.provider_id])

    usual = as_anna.get(url)
    event = as_anna.get(url, {"skede": "event"})
    strange = as_anna.get(url, {"skede": "'; drop"})
    assert set(kinds_of(event.context["form"])) == set(EVENT)
    assert "”vid händelse” står först" in event.content.decode()
    assert kinds_of(strange.context["form"]) == kinds_of(usual.context["form"])


def test_without_a_bundle_what_is_shipped_stands_first(as_anna, contract) -> None:
    page = as_anna.get(
        reverse("monitoring:note", args=[contract.provider_id]), {"skede": "event"}
    )  # fmt: skip
    assert CheckKind.OWNER in kinds_of(page.context["form"])
    assert CheckKind.STAFF not in kinds_of(page.context["form"])


def test_the_list_says_whom_something_has_happened_to(as_anna, anna, contract, bundle) -> None:
    told(contract)

    (line,) = event_lines(access_of(anna), today=DAY)
    page = as_anna.get(reverse("monitoring:due")).content.decode()
    assert (line.name, line.noted_on, set(line.kinds)) == ("Åkerö Stödboende AB", DAY, set(EVENT))
    assert "Något har hänt de senaste 30 dagarna" in page
    assert "?skede=event" in page


def test_a_kind_that_is_checked_is_no_longer_asked_for(anna, ekby, contract, bundle) -> None:
    told(contract)
    for kind, left in ((CheckKind.OWNER, [[CheckKind.STATUS]]), (CheckKind.STATUS, [])):
        facts = CheckFacts(kind, "", CheckResult.OK, "")
        note_check(access_of(anna), authority=ekby, provider=contract.provider, facts=facts)
        assert [list(one.kinds) for one in event_lines(access_of(anna), today=DAY)] == left


@pytest.mark.parametrize(
    ("given", "is_event"),
    [
        ({"severity": Severity.MEDIUM}, False),
        ({"severity": Severity.LOW, "category": SignalCategory.REGISTER}, True),
        ({"severity": Severity.LOW, "state": SignalState.PROPOSED}, True),
        ({"state": SignalState.DISMISSED, "reason": "Dubblett"}, False),
    ],
)
def test_which_signals_are_events(anna, contract, bundle, given, is_event) -> None:
    told(contract, **given)
    assert bool(event_lines(access_of(anna), today=DAY)) is is_event


def test_after_thirty_days_it_is_no_longer_said(anna, contract, bundle) -> None:
    told(contract)
    assert event_lines(access_of(anna), today=DAY + datetime.timedelta(days=29))
    assert not event_lines(access_of(anna), today=DAY + datetime.timedelta(days=30))


def test_without_a_bundle_nothing_is_asked_for(anna, contract) -> None:
    told(contract)
    assert not event_lines(access_of(anna), today=DAY)


def test_nobody_reads_of_a_signal_they_may_not_see(anna, cilla, ekby, contract, bundle) -> None:
    controller = member(ekby, Role.FINANCE_CONTROLLER, "Dag")
    told(contract, secrecy=Secrecy.CLIENT_DOCUMENT)
    assert event_lines(access_of(anna), today=DAY)
    assert not event_lines(access_of(controller), today=DAY)
    told(contract)
    assert event_lines(access_of(controller), today=DAY)
    assert not event_lines(access_of(cilla), today=DAY)


def test_the_list_asks_as_much_however_many_there_are(
    anna, ekby, contract, bundle, django_assert_max_num_queries
) -> None:
    for _number in range(5):
        told(ContractFactory.create(agreement__authority=ekby))
    access = access_of(anna)

    with django_assert_max_num_queries(4):
        assert len(event_lines(access, today=DAY)) == 5


def test_ways_to_it_from_the_signal_the_followup_and_the_provider(
    as_anna, client, bo, ekby, contract
) -> None:
    followup = FollowupFactory.create(authority=ekby, contract=contract, kind="event")
    ordinary = FollowupFactory.create(authority=ekby, contract=contract)
    pages = (
        reverse("signals:detail", args=[told(contract).pk]),
        reverse("followups:detail", args=[followup.pk]),
        reverse("monitoring:of_provider", args=[contract.provider_id]),
    )
    way = f"{reverse('monitoring:note', args=[contract.provider_id])}?skede=event"

    assert all(way in as_anna.get(page).content.decode() for page in pages)
    other = as_anna.get(reverse("followups:detail", args=[ordinary.pk])).content.decode()
    assert way not in other
    client.force_login(bo)
    assert not any(way in client.get(page).content.decode() for page in pages)
