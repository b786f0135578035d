from dataclasses import replace

import pytest

from insyn.accounts.models import Authority, User
from insyn.kernel.access import Role
from insyn.kernel.errors import RuleViolation
from insyn.registry import services
from insyn.registry.models import Agreement
from insyn.registry.queries import access_of
from insyn.registry.queries.agreements import has_private_provider, possible_responsible
from insyn.registry.rules import AgreementForm, ContractStatus, OperatingForm, SanctionKind
from tests.factories import (
    DAY,
    ContractFactory,
    MembershipFactory,
    SanctionStepFactory,
)

pytestmark = pytest.mark.django_db


def save(anna: User, ekby: Authority, agreement: Agreement | None = None, **changes) -> Agreement:
    facts = replace(services.AgreementFacts(ekby, "Ramavtal HVB", DAY), **changes)
    return services.save_agreement(access_of(anna), agreement=agreement, facts=facts)


def test_all_terms_are_kept(anna: User, ekby: Authority):
    saved = save(
        anna,
        ekby,
        form=AgreementForm.OTHER,
        form_name="Samverkansavtal",
        notice_months=6,
        has_insight_clause=True,
        insight_clause="Punkt 14: Insyn",
        responsible=anna,
    )

    saved.refresh_from_db()
    assert (saved.form_name, saved.notice_months, saved.insight_clause, saved.responsible) == (
        "Samverkansavtal",
        6,
        "Punkt 14: Insyn",
        anna,
    )


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"form": AgreementForm.OTHER}, "vad formen kallas"),
        ({"notice_months": 61}, "0–60 månader"),
        ({"insight_clause": "Punkt 14"}, "rutan är inte kryssad"),
    ],
)
def test_terms_that_cannot_be_are_refused(anna: User, ekby: Authority, changes, sentence):
    with pytest.raises(RuleViolation, match=sentence):
        save(anna, ekby, **changes)


def test_the_responsible_has_a_role_in_the_authority(anna: User, ekby: Authority, cilla: User):
    with pytest.raises(RuleViolation, match="har ingen roll i Socialnämnden, Ekby"):
        save(anna, ekby, responsible=cilla)


def test_one_who_runs_the_installation_answers_for_no_agreement(
    anna: User, ekby: Authority, system_admin: User
):
    with pytest.raises(RuleViolation, match="har ingen roll"):
        save(anna, ekby, responsible=system_admin)


def test_one_whose_role_has_ended_is_not_offered(ekby: Authority):
    ended = MembershipFactory.create(authority=ekby, role=Role.REVIEWER, valid_to=DAY).user

    assert ended not in possible_responsible({ekby.pk}, today=DAY.replace(year=2027))


def test_a_responsible_who_has_left_does_not_stop_other_changes(anna: User, ekby: Authority):
    left = MembershipFactory.create(authority=ekby, role=Role.REVIEWER)
    agreement = save(anna, ekby, responsible=left.user)
    left.delete()

    saved = save(anna, ekby, agreement, responsible=left.user, case_number="SN 1")

    assert saved.case_number == "SN 1"


def test_a_form_that_the_ladder_does_not_fit_is_refused(anna: User, ekby: Authority):
    agreement = save(anna, ekby)
    SanctionStepFactory.create(agreement=agreement, kind=SanctionKind.PENALTY)

    with pytest.raises(RuleViolation, match="”Avtalsvite”, som inte finns"):
        save(anna, ekby, agreement, form=AgreementForm.MISSION)


@pytest.mark.parametrize(
    ("form", "status", "is_private"),
    [
        (OperatingForm.PRIVATE, ContractStatus.ACTIVE, True),
        (OperatingForm.NON_PROFIT, ContractStatus.ACTIVE, True),
        (OperatingForm.MUNICIPAL_COMPANY, ContractStatus.ACTIVE, False),
        (OperatingForm.IN_HOUSE, ContractStatus.ACTIVE, False),
        (OperatingForm.PRIVATE, ContractStatus.ENDED, False),
    ],
)
def test_which_agreements_have_a_private_provider(anna, ekby, form, status, is_private):
    contract = ContractFactory.create(
        agreement__authority=ekby,
        provider__operating_form=form,
        status=status,
        status_reason="Skäl",
    )

    assert has_private_provider(access_of(anna), contract.agreement) == is_private


def test_an_agreement_of_each_form_is_accepted(anna: User, ekby: Authority):
    for form in AgreementForm:
        saved = save(anna, ekby, title=form.label, form=form, form_name="Vårt namn")
        assert saved.form == form
