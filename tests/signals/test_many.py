"""Many signals settled at once."""

import pytest
from django.urls import reverse

from insyn.audit.models import AuditEvent
from insyn.kernel.errors import NotAllowed, RuleViolation
from insyn.platform import clock
from insyn.signals import services
from insyn.signals.models import Signal
from insyn.signals.rules import SignalState
from insyn.signals.services import Ticked
from tests.factories import FollowupFactory, ProviderFactory
from tests.signals.conftest import WHY, in_days
from tests.signals.factories import SignalFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(ekby, provider) -> list[Signal]:
    return [SignalFactory.create(authority=ekby, provider=provider) for _ in range(3)]


def ticked(rows) -> list[Ticked]:
    return [Ticked(row, row.version) for row in rows]


def states() -> list[str]:
    return list(Signal.objects.unscoped(reason=WHY).order_by("pk").values_list("state", flat=True))


def events(name: str) -> int:
    return AuditEvent.objects.unscoped(reason=WHY).filter(event=name).count()


def address(rows, what: str) -> str:
    said = "&".join(f"rad={row.pk}.{row.version}" for row in rows)
    return f"{reverse('signals:many')}?vad={what}&{said}"


def test_all_are_parked_and_each_stands_in_the_trail(access, three):
    done = services.park_many(access, ticked(three), review_on=in_days(30), reason="Väntar.")

    assert done == 3
    assert states() == [SignalState.PARKED] * 3
    assert events("signal.parked") == 3


def test_one_that_somebody_else_changed_stops_all_and_is_named(access, three):
    chosen = ticked(three)
    services.dismiss_signal(access, three[1], reason="Rättat.", version=three[1].version)
    three[1].happened_on = clock.today()

    with pytest.raises(RuleViolation) as no:
        services.park_many(access, chosen, review_on=in_days(30), reason="Väntar.")

    assert "Ingen av signalerna ändrades." in str(no.value)
    assert f"{three[1].provider}, bemanning och kompetens, {clock.today()}" in str(no.value)
    assert str(no.value).count(str(clock.today())) == 1
    assert states() == [SignalState.NEW, SignalState.DISMISSED, SignalState.NEW]
    assert events("signal.parked") == 0


def test_those_in_the_way_are_counted_when_they_are_many(access, ekby, provider):
    rows = [SignalFactory.create(authority=ekby, provider=provider) for _ in range(5)]

    with pytest.raises(RuleViolation, match="och 2 till: Skriv varför signalen skrivs av"):
        services.dismiss_many(access, ticked(rows), reason=" ")

    assert set(states()) == {SignalState.NEW}


def test_nothing_ticked_is_refused(access):
    with pytest.raises(RuleViolation, match="Kryssa först"):
        services.dismiss_many(access, [], reason="Rättat.")


def test_one_in_another_board_stops_all(access, three, norrby):
    theirs = SignalFactory.create(authority=norrby)

    with pytest.raises(NotAllowed):
        services.dismiss_many(access, ticked([*three, theirs]), reason="Rättat.")

    assert set(states()) == {SignalState.NEW}


def test_they_are_ticked_in_the_list_and_linked(as_anna, three, contract):
    followup = FollowupFactory.create(contract=contract, authority=three[0].authority)
    listed = as_anna.get(reverse("signals:list"), {"alla": "1"}).content.decode()
    assert all(f'value="{row.pk}.{row.version}"' in listed for row in three)
    assert listed.count(" checked>") == 3

    asked = as_anna.get(address(three, "koppla")).content.decode()
    assert str(followup.number) in asked
    answer = as_anna.post(address(three, "koppla"), {"followup": followup.pk}, follow=True)

    assert "3 signaler är kopplade till uppföljningen." in answer.content.decode()
    assert states() == [SignalState.LINKED] * 3


def test_only_those_that_wait_can_be_ticked(as_anna, signal):
    Signal.objects.unscoped(reason=WHY).update(state=SignalState.DISMISSED, reason="Rättat.")

    listed = as_anna.get(reverse("signals:list")).content.decode()

    assert 'name="rad"' not in listed
    assert str(signal.provider) in listed


def test_one_who_only_reports_ticks_nothing(client, worker, ekby, provider):
    client.force_login(worker)
    SignalFactory.create(authority=ekby, provider=provider, reporter=worker)

    listed = client.get(reverse("signals:list")).content.decode()

    assert 'name="rad"' not in listed
    assert 'id="flera"' not in listed
    assert client.get(reverse("signals:many")).status_code == 403


def test_signals_about_several_are_not_linked_to_one_followup(as_anna, three, ekby):
    other = SignalFactory.create(authority=ekby, provider=ProviderFactory.create())

    answer = as_anna.get(address([*three, other], "koppla"), follow=True)

    assert "En uppföljning gäller en utförare." in answer.content.decode()


def test_what_was_said_no_to_is_shown_with_what_was_typed(as_anna, access, three):
    page = address(three, "skriv-av")
    services.park_signal(
        access, three[0], review_on=in_days(9), reason="Väntar.", version=three[0].version
    )

    answer = as_anna.post(page, {"reason": "Redan rättat till."}).content.decode()

    assert "Ingen av signalerna ändrades." in answer
    assert "Redan rättat till." in answer


def test_what_somebody_has_settled_is_said_before_anything_is_filled_in(as_anna, access, three):
    page = address(three, "parkera")
    services.park_signal(
        access, three[0], review_on=in_days(9), reason="Väntar.", version=three[0].version
    )

    answer = as_anna.get(page, follow=True)

    assert answer.redirect_chain == [(reverse("signals:list"), 302)]
    assert "Någon annan har redan ändrat det här" in answer.content.decode()


@pytest.mark.parametrize(
    "query", ["", "?vad=koppla", "?vad=nonsens&rad=1.1", "?vad=parkera&rad=x", "?rad=999999999.1"]
)
def test_nonsense_leads_back_to_the_list(as_anna, query):
    answer = as_anna.get(reverse("signals:many") + query)

    assert answer.status_code == 302
    assert answer["Location"] == reverse("signals:list")


def test_a_signal_of_another_board_is_not_there(as_anna, norrby):
    theirs = SignalFactory.create(authority=norrby)

    answer = as_anna.post(address([theirs], "skriv-av"), {"reason": "Rättat."}, follow=True)

    assert "finns inte längre" in answer.content.decode()
    assert states() == [SignalState.NEW]


def test_no_more_than_a_page_at_once(as_anna):
    many = "&".join(f"rad={n}.1" for n in range(1, 52))

    answer = as_anna.get(f"{reverse('signals:many')}?vad=parkera&{many}", follow=True)

    assert "Högst 50 signaler åt gången." in answer.content.decode()


def test_the_pages_ask_no_more_of_the_database_for_many(
    as_anna, ekby, provider, django_assert_max_num_queries
):
    rows = [SignalFactory.create(authority=ekby, provider=provider) for _ in range(20)]

    with django_assert_max_num_queries(16):
        as_anna.get(address(rows, "parkera"))
