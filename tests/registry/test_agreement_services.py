import datetime
from dataclasses import replace

import pytest

from insyn.accounts.models import Authority, Cooperation, User
from insyn.audit.models import AuditEvent
from insyn.kernel.errors import NotAllowed, Outdated, RuleViolation
from insyn.registry import services
from insyn.registry.models import Agreement
from insyn.registry.queries import access_of
from tests.factories import DAY, AgreementFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def agreement(ekby: Authority) -> Agreement:
    return AgreementFactory.create(authority=ekby, title="Ramavtal HVB")


def trail() -> list[tuple[str, dict]]:
    events = AuditEvent.objects.unscoped(reason="the test reads the whole trail")
    return [(event.event, event.facts) for event in events.order_by("number")]


def terms(authority: Authority, **changes) -> services.AgreementFacts:
    return replace(services.AgreementFacts(authority, "Ramavtal HVB", DAY), **changes)


def test_an_agreement_is_added(anna: User, ekby: Authority):
    saved = services.save_agreement(access_of(anna), agreement=None, facts=terms(ekby))

    assert (saved.authority, trail()[0][0]) == (ekby, "agreement.created")


def test_an_agreement_of_another_authority_is_not_hers_to_add(anna: User, norrby: Authority):
    with pytest.raises(NotAllowed):
        services.save_agreement(access_of(anna), agreement=None, facts=terms(norrby))


def test_a_reader_may_not_add_an_agreement(bo: User, ekby: Authority):
    with pytest.raises(NotAllowed):
        services.save_agreement(access_of(bo), agreement=None, facts=terms(ekby))


def test_an_agreement_that_ends_first_is_refused_in_words(anna: User, ekby: Authority):
    facts = terms(ekby, ends_on=DAY - datetime.timedelta(days=1))

    with pytest.raises(RuleViolation, match="sluta innan det börjar"):
        services.save_agreement(access_of(anna), agreement=None, facts=facts)


def test_a_second_agreement_with_title_and_start_is_refused(anna: User, ekby: Authority):
    services.save_agreement(access_of(anna), agreement=None, facts=terms(ekby))

    with pytest.raises(RuleViolation, match="redan ett avtal"):
        services.save_agreement(access_of(anna), agreement=None, facts=terms(ekby))


def test_an_agreement_never_changes_owner(anna: User, agreement: Agreement, norrby: Authority):
    with pytest.raises(RuleViolation, match="annan nämnd"):
        services.save_agreement(access_of(anna), agreement=agreement, facts=terms(norrby))


def test_an_agreement_is_only_shared_where_its_owner_takes_part(
    anna: User, agreement: Agreement, ekby: Authority, norrby: Authority
):
    strangers = Cooperation.objects.create(name="Andra", lead=norrby)

    with pytest.raises(RuleViolation, match="deltar inte"):
        services.save_agreement(
            access_of(anna), agreement=agreement, facts=terms(ekby, cooperation=strangers)
        )


def test_a_shared_agreement_is_read_but_not_changed_by_the_others(
    cilla: User, agreement: Agreement, ekby: Authority, cooperation: Cooperation
):
    agreement.cooperation = cooperation
    agreement.save()
    assert Agreement.objects.visible_to(access_of(cilla)).get() == agreement

    with pytest.raises(NotAllowed):
        services.save_agreement(access_of(cilla), agreement=agreement, facts=terms(ekby))


def test_two_change_one_agreement_and_the_second_is_told(
    anna: User, agreement: Agreement, ekby: Authority
):
    first = terms(ekby, case_number="SN 1")
    services.save_agreement(access_of(anna), agreement=agreement, facts=first, version=1)

    with pytest.raises(Outdated):
        services.save_agreement(access_of(anna), agreement=agreement, facts=terms(ekby), version=1)
