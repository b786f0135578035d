import pytest
from django.urls import reverse

from insyn.followups.models import FollowupProposal
from insyn.kernel.errors import NotAllowed, Outdated, RuleViolation
from insyn.registry.queries import access_of
from insyn.signals.models import LexSarahNotice, Signal
from insyn.signals.rules import SignalSource
from insyn.signals.rules.lex_sarah import NoticeTimes
from insyn.signals.services.lex_sarah import NoticeFacts, change_notice, note_notice
from tests.signals.conftest import WHY, in_days

pytestmark = pytest.mark.django_db


def facts(*, is_serious: bool = False, **times) -> NoticeFacts:
    plain = {
        "happened_on": in_days(-10),
        "reported_on": in_days(-9),
        "received_on": in_days(-7),
    }
    return NoticeFacts(
        text="Utebliven insats en helg.",
        times=NoticeTimes(**(plain | times)),
        is_serious=is_serious,
    )


def test_a_notice_is_a_signal_too(access, ekby, provider):
    row = note_notice(access, authority=ekby, provider=provider, facts=facts())

    (signal,) = Signal.objects.unscoped(reason=WHY)
    assert signal.lex_sarah == row
    assert signal.source == SignalSource.LEX_SARAH


def test_the_same_form_sent_twice_is_one_notice(access, ekby, provider):
    first, again, other = (
        note_notice(access, authority=ekby, provider=provider, facts=told)
        for told in (facts(), facts(), facts(to_ivo_on=in_days(0)))
    )

    assert first == again != other
    assert Signal.objects.unscoped(reason=WHY).count() == 2


def test_days_in_the_wrong_order_are_said(access, ekby, provider):
    with pytest.raises(RuleViolation, match=r"Nämnden underrättades.*Rapporterades"):
        note_notice(
            access, authority=ekby, provider=provider, facts=facts(told_board_on=in_days(-20))
        )
    with pytest.raises(RuleViolation, match="framtiden"):
        note_notice(access, authority=ekby, provider=provider, facts=facts(to_ivo_on=in_days(1)))


def test_ten_notices_in_time_propose_nothing(access, ekby, provider, contract):
    for number in range(10):
        told = facts(is_serious=True, happened_on=in_days(-10 - number))
        note_notice(access, authority=ekby, provider=provider, facts=told)

    assert LexSarahNotice.objects.visible_to(access).count() == 10
    assert not FollowupProposal.objects.unscoped(reason=WHY)


def test_the_steps_are_filled_in(access, ekby, provider):
    row = note_notice(access, authority=ekby, provider=provider, facts=facts())

    changed = change_notice(
        access, row, facts=facts(is_serious=True, investigated_on=in_days(0)), version=1
    )

    assert changed.investigated_on == in_days(0)
    assert Signal.objects.unscoped(reason=WHY).get().severity == "serious"
    with pytest.raises(Outdated):
        change_notice(access, row, facts=facts(), version=1)


def test_only_those_who_take_care_of_signals_note_them(worker, bo, ekby, provider):
    for person in (worker, bo):
        with pytest.raises(NotAllowed):
            note_notice(access_of(person), authority=ekby, provider=provider, facts=facts())
        assert not LexSarahNotice.objects.visible_to(access_of(person))


def sent(**changed):
    known = {
        "text": "Utebliven insats.",
        "happened_on": in_days(-10),
        "reported_on": in_days(-9),
        "received_on": in_days(-7),
    }
    return known | changed


def test_the_pages_of_a_notice(as_anna, ekby, provider):
    answer = as_anna.post(
        reverse("signals:notice_note", args=[provider.pk]),
        sent(authority=ekby.pk),
        follow=True,
    )
    text = answer.content.decode()
    row = LexSarahNotice.objects.unscoped(reason=WHY).get()

    assert "Underrättelsen är antecknad" in text
    assert "efter 2 dagar" in text
    listed = as_anna.get(reverse("signals:notices"), {"year": in_days(-7).year}).content.decode()
    assert f"lex-sarah/{row.pk}/" in listed
    assert as_anna.get(reverse("signals:notices"), {"fil": "csv"}).status_code == 200
    changed = as_anna.post(
        reverse("signals:notice_change", args=[row.pk]),
        sent(investigated_on=in_days(-1), version=1),
        follow=True,
    )
    assert "Underrättelsen är ändrad" in changed.content.decode()


def test_the_form_says_what_is_wrong_and_keeps_the_text(as_anna, ekby, provider):
    answer = as_anna.post(
        reverse("signals:notice_note", args=[provider.pk]),
        sent(authority=ekby.pk, reported_on=in_days(-12)),
    )

    text = answer.content.decode()
    assert "kan inte ligga före" in text
    assert "Utebliven insats." in text
