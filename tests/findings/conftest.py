from datetime import date

import pytest

from insyn.accounts.models import Authority, User
from insyn.criteria.models import Section
from insyn.criteria.rules import Level
from insyn.findings.models import AreaAssessment, FactCheck, Finding
from insyn.findings.rules import FindingKind
from insyn.findings.services.fact_check_sending import send_for_fact_check
from insyn.followups.models import Followup, FollowupForm
from insyn.followups.rules import Outcome, State
from insyn.kernel.access import Role
from insyn.platform import clock
from insyn.registry.queries import access_of
from tests.factories import (
    DAY,
    FollowupFactory,
    MembershipFactory,
    ProviderContactFactory,
    SectionFactory,
)


@pytest.fixture
def followup(ekby: Authority) -> Followup:
    """A follow-up in Ekby whose draft is being written."""
    return FollowupFactory.create(
        authority=ekby,
        number="2026-001",
        state=State.DRAFT,
        carried_out_on=DAY,
        contract__provider__name="Åkerö Stödboende AB",
        contract__agreement__title="Ramavtal stödboende",
    )


@pytest.fixture
def section(followup: Followup) -> Section:
    return SectionFactory.create(version=followup.template_version, name="Personal")


@pytest.fixture
def other_section(followup: Followup, section: Section) -> Section:
    return SectionFactory.create(version=followup.template_version, name="Lex Sarah")


@pytest.fixture
def deficiency(followup: Followup, section: Section) -> Finding:
    """Says everything that a deficiency must say."""
    return Finding.objects.create(
        followup=followup,
        kind=FindingKind.DEFICIENCY,
        section=section,
        area="Personal",
        text="Registerutdrag begärs inte återkommande",
        requirement="Avtalet 4.2",
        evidence="Genomgång av sex personalakter",
        required_result="Rutin som visar återkommande kontroll",
        seen_on=DAY,
    )


@pytest.fixture
def assessed(followup: Followup, section: Section) -> Followup:
    """Every area is assessed, the result is described and the conclusion is written."""
    AreaAssessment.objects.create(followup=followup, section=section, level=Level.PARTLY)
    followup.result_text = "Kraven på personal följs inte."
    followup.outcome, followup.overall_assessment = Outcome.DOES_NOT_COMPLY, "Följer inte kraven."
    followup.save()
    return followup


@pytest.fixture
def form_of_two(ekby: Authority) -> FollowupForm:
    """A form whose requirements two assess apart."""
    return FollowupForm.objects.create(
        authority=ekby, name="Djupgranskning", uses_second_reader=True
    )


SENT = date(2026, 9, 2)
"""A Wednesday; ten workdays later is the 16th."""


@pytest.fixture
def contact(followup, ekby) -> User:
    return ProviderContactFactory.create(
        provider=followup.contract.provider,
        authority=ekby,
        user__username="kontakt",
        user__email="kontakt@example.se",
    ).user


@pytest.fixture
def other_contact(ekby) -> User:
    return ProviderContactFactory.create(authority=ekby, user__username="annan").user


@pytest.fixture
def colleague(ekby) -> User:
    return MembershipFactory.create(
        authority=ekby, role=Role.REVIEWER, user__username="kollega"
    ).user


@pytest.fixture
def draft(assessed: Followup, deficiency) -> Followup:
    """A draft with a text, a finding, a note and a shortcoming of the commissioner's own."""
    AreaAssessment.objects.unscoped(reason="set-up").update(note="Alla har utbildning.")
    Finding.objects.create(
        followup=assessed,
        kind=FindingKind.COMMISSIONER_SHORTCOMING,
        area="Avropet",
        text="Nämnden svarade för sent",
    )
    assessed.result_text = "Kraven på personal följs inte.\n\nJournalerna är i ordning."
    assessed.save()
    return assessed


@pytest.fixture
def check(anna, contact, draft) -> FactCheck:
    with clock.pretend(SENT):
        sent, _told = send_for_fact_check(access_of(anna), draft)
    return sent
