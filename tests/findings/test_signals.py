"""The signals that a finding stands on, and who sees that it does."""

import pytest
from django.urls import reverse

from insyn.audit.models import AuditEvent
from insyn.findings.models import FindingSignal
from insyn.findings.services.signals import stand_on_signals
from insyn.followups.rules import State
from insyn.kernel.access import Role, Secrecy
from insyn.kernel.errors import NotAllowed, Outdated, RuleViolation
from insyn.registry.queries import access_of
from insyn.signals.rules import SignalState
from tests import people
from tests.conftest import log_in
from tests.signals.factories import SignalFactory

pytestmark = pytest.mark.django_db
WHY = "Testet ser efter i databasen."


@pytest.fixture
def access(anna):
    return access_of(anna)


def linked(followup, **known):
    return SignalFactory.create(
        authority=followup.authority,
        provider=followup.contract.provider,
        state=SignalState.LINKED,
        followup=followup,
        **known,
    )


@pytest.fixture
def signal(followup):
    return linked(followup)


def behind(finding) -> set[int]:
    rows = FindingSignal.objects.unscoped(reason=WHY).filter(finding=finding)
    return set(rows.values_list("signal", flat=True))


def test_a_finding_stands_on_the_signals_that_are_chosen(access, followup, deficiency, signal):
    other = linked(followup)

    row = stand_on_signals(access, deficiency, signals=[signal, other], version=deficiency.version)
    assert behind(row) == {signal.pk, other.pk}
    row = stand_on_signals(access, row, signals=[other], version=row.version)

    assert behind(row) == {other.pk}
    events = AuditEvent.objects.unscoped(reason=WHY).filter(event="followup.finding_changed")
    assert [event.facts["signals"] for event in events.order_by("pk")] == [2, 1]


def test_the_same_choice_again_changes_nothing(access, deficiency, signal):
    row = stand_on_signals(access, deficiency, signals=[signal], version=deficiency.version)

    again = stand_on_signals(access, row, signals=[signal], version=row.version)

    assert again.version == row.version


def test_only_signals_of_its_followup(access, deficiency, followup):
    stray = SignalFactory.create(authority=followup.authority, provider=followup.contract.provider)

    with pytest.raises(RuleViolation, match="hör inte till uppföljningen"):
        stand_on_signals(access, deficiency, signals=[stray], version=deficiency.version)


def test_not_after_it_was_sent_and_not_over_somebody_elses_change(
    access, deficiency, followup, signal
):
    with pytest.raises(Outdated):
        stand_on_signals(access, deficiency, signals=[signal], version=deficiency.version + 1)
    followup.state = State.SENT
    followup.save()
    with pytest.raises(RuleViolation, match="ändras inte längre"):
        stand_on_signals(access, deficiency, signals=[signal], version=deficiency.version)


def test_a_reader_may_not(bo, deficiency, signal):
    with pytest.raises(NotAllowed):
        stand_on_signals(access_of(bo), deficiency, signals=[signal], version=deficiency.version)


def test_what_is_guarded_stays_and_its_trail_is_as_guarded(
    access, ekby, followup, deficiency, signal
):
    guarded = linked(followup, secrecy=Secrecy.RESTRICTED)
    row = stand_on_signals(
        access, deficiency, signals=[signal, guarded], version=deficiency.version
    )

    event = AuditEvent.objects.unscoped(reason=WHY).get(event="followup.finding_changed")
    assert event.secrecy == Secrecy.RESTRICTED
    admin = access_of(people.member(ekby, Role.REGISTRAR, "Registrator"))
    seen = FindingSignal.objects.visible_to(admin).values_list("signal", flat=True)
    assert list(seen) == [signal.pk]
    assert behind(row) == {signal.pk, guarded.pk}


def test_nobody_sees_it_who_may_not_read_the_followup(access, ekby, followup, deficiency, signal):
    stand_on_signals(access, deficiency, signals=[signal], version=deficiency.version)
    followup.secrecy = Secrecy.RESTRICTED
    followup.save()
    admin = access_of(people.member(ekby, Role.REGISTRAR, "Registrator"))

    assert not FindingSignal.objects.visible_to(admin).exists()


def test_the_finding_and_the_signal_lead_to_each_other(as_anna, deficiency, signal, client, bo):
    page = reverse("findings:followup", args=[deficiency.followup_id])
    choose = reverse("findings:signals", args=[deficiency.pk])
    assert choose in as_anna.get(page).content.decode()
    assert signal.text in as_anna.get(choose).content.decode()

    answer = as_anna.post(
        choose, {"signals": [signal.pk], "version": deficiency.version}, follow=True
    ).content.decode()

    of_signal = reverse("signals:detail", args=[signal.pk])
    assert "Resultatets signaler är sparade." in answer
    assert of_signal in answer
    assert page in as_anna.get(of_signal).content.decode()
    reading = log_in(client, bo)
    assert of_signal not in reading.get(page).content.decode()


def test_no_button_without_signals(as_anna, deficiency):
    page = as_anna.get(reverse("findings:followup", args=[deficiency.followup_id]))

    assert reverse("findings:signals", args=[deficiency.pk]) not in page.content.decode()


@pytest.mark.parametrize("key", ["9" * 30, "9" * 18, "x", "\x00", "-1"])
def test_a_key_of_no_signal_is_refused_with_a_sentence(as_anna, deficiency, signal, key):
    choose = reverse("findings:signals", args=[deficiency.pk])

    answer = as_anna.post(choose, {"signals": [key], "version": deficiency.version})

    assert answer.status_code == 200
    assert "signals" in answer.context["form"].errors
    assert behind(deficiency) == set()


def test_a_signal_about_another_provider_cannot_be_chosen(as_anna, deficiency, signal):
    other = SignalFactory.create(authority=signal.authority)
    choose = reverse("findings:signals", args=[deficiency.pk])

    answer = as_anna.post(choose, {"signals": [other.pk], "version": deficiency.version})

    assert "signals" in answer.context["form"].errors
    assert behind(deficiency) == set()
