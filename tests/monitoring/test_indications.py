"""Signs: weighed by people, seen by few, every look noted."""

import datetime

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from insyn.audit.models import AuditEvent
from insyn.kernel.access import Role, Secrecy
from insyn.kernel.errors import NotAllowed
from insyn.monitoring.models import RegisterCheck
from insyn.monitoring.rules import CheckKind, CheckResult
from insyn.monitoring.rules.indications import MEANS, Seen, Sign, indications
from insyn.monitoring.services import CheckFacts, look_at_indications, note_check
from insyn.platform import clock
from insyn.registry.queries import access_of
from tests.conftest import log_in
from tests.factories import ContractFactory, MembershipFactory, ProviderFactory

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 3, 2)


@pytest.fixture(autouse=True)
def _today():
    with clock.pretend(DAY):
        yield


@pytest.fixture
def provider(ekby):
    provider = ProviderFactory.create(name="Prov Omsorg AB")
    ContractFactory.create(agreement__authority=ekby, provider=provider)
    return provider


def note(user, board, provider, kind, result, days=0, **given):
    facts = CheckFacts(kind, "", result, "" if result == CheckResult.OK else "Något",
                       checked_on=DAY - datetime.timedelta(days=days), **given)  # fmt: skip
    return note_check(access_of(user), authority=board, provider=provider, facts=facts)


def seen(kind, result, days=0, **given):
    return Seen(kind, result, "Register", DAY - datetime.timedelta(days=days), **given)


@given(st.lists(st.builds(lambda kind: seen(kind, CheckResult.OK), st.sampled_from(CheckKind))))
def test_checks_without_remark_give_no_signs(rows) -> None:
    assert indications(rows, today=DAY) == []


def test_every_sign_says_what_it_can_mean_and_where_it_is_from() -> None:
    assert set(MEANS) == set(Sign)
    (found,) = indications([seen(CheckKind.F_TAX, CheckResult.ALARM)], today=DAY)
    assert (found.sign, found.source, found.on) == (Sign.NO_F_TAX, "Register", DAY)
    assert found.means


def test_several_silences_are_a_sign_of_their_own() -> None:
    kinds = (CheckKind.F_TAX, CheckKind.VAT, CheckKind.STAFF)
    rows = [seen(kind, CheckResult.UNKNOWN) for kind in kinds]

    assert [one.sign for one in indications(rows, today=DAY)] == [Sign.SILENT]
    assert indications(rows[:2], today=DAY) == []


def test_leaders_changed_twice_in_a_year_are_a_sign_and_longer_ago_not() -> None:
    def change(days):
        return seen(CheckKind.OFFICERS, CheckResult.OK, days, changes=("företrädare: A → B",),
                    is_latest=days == 0)  # fmt: skip

    assert [o.sign for o in indications([change(0), change(100)], today=DAY)] == [Sign.NEW_LEADERS]
    assert indications([change(0), change(500)], today=DAY) == []


def test_officers_are_restricted_and_only_the_circle_sees_the_signs(
    client, anna, bo, cilla, ekby, provider
) -> None:
    note(anna, ekby, provider, CheckKind.OWNER, CheckResult.REMARK)
    check = RegisterCheck.objects.unscoped(reason="test").get()
    assert check.secrecy == Secrecy.RESTRICTED
    address = reverse("monitoring:indications", args=[provider.pk])
    chief = MembershipFactory.create(authority=ekby, role=Role.DECISION_MAKER).user

    for person, code in ((anna, 200), (chief, 200), (bo, 403), (cilla, 200)):
        answer = log_in(client, person).get(address)
        assert answer.status_code == code
        assert ("Verklig huvudman är inte känd" in answer.content.decode()) == (
            person in (anna, chief)
        )


def test_every_look_is_written_in_the_trail(anna, ekby, provider) -> None:
    look_at_indications(access_of(anna), provider)

    line = AuditEvent.objects.unscoped(reason="test").get(event="provider.indications_seen")
    assert (line.authority_id, line.secrecy) == (ekby.pk, Secrecy.RESTRICTED)


def test_a_reader_may_not_look(bo, provider) -> None:
    with pytest.raises(NotAllowed):
        look_at_indications(access_of(bo), provider)


def test_the_page_says_that_it_is_no_judgement(as_anna, anna, ekby, provider) -> None:
    note(anna, ekby, provider, CheckKind.DEBTS, CheckResult.ALARM)

    page = as_anna.get(reverse("monitoring:indications", args=[provider.pk])).content.decode()

    assert "Indikation, inte bedömning" in page
    assert "1 indikation." in page


def test_officers_noted_by_hand_are_compared(as_anna, ekby, provider) -> None:
    for told in ("Anna Prov", "Anna Prov, Bo Prov"):
        as_anna.post(
            reverse("monitoring:note", args=[provider.pk]),
            {"authority": ekby.pk, "checked_on": "2026-03-01", "result_officers": "ok",
             "told_officers": told},
        )  # fmt: skip

    last = RegisterCheck.objects.unscoped(reason="test").order_by("pk").last()
    assert last is not None
    assert last.changes == ["företrädare: Anna Prov → Anna Prov, Bo Prov"]
