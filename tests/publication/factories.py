"""Rows for publications: providers with contracts, follow-ups and what they found."""

import datetime
import uuid

from insyn.criteria.rules import Level
from insyn.findings.models import AreaAssessment, Finding
from insyn.findings.rules import FindingKind
from insyn.followups.rules import State
from insyn.measures.models import ActionPlan
from insyn.measures.rules import PlanState
from insyn.registry.models import ServiceArea
from insyn.registry.rules.addresses import SHELTERED
from insyn.surveys.models import ClientQuestions, ClientReply
from tests.factories import (
    AgreementFactory,
    ContractFactory,
    FollowupFactory,
    LotFactory,
    ProviderFactory,
    SectionFactory,
    TemplateVersionFactory,
    UnitFactory,
)

FIRST, LAST = datetime.date(2025, 1, 1), datetime.date(2025, 12, 31)
SEEN = datetime.date(2025, 5, 12)


def sheltered():
    """Return the service area whose addresses are secret."""
    row, _made = ServiceArea.objects.get_or_create(
        code=SHELTERED, defaults={"name": "Skyddat boende"}
    )
    return row


def service(authority, area, *, name, places=20, **provider):
    """Return a contract for a provider in the area, with one unit."""
    made = ProviderFactory.create(name=name, **provider)
    agreement = AgreementFactory.create(authority=authority)
    contract = ContractFactory.create(agreement=agreement, provider=made)
    contract.lots.add(LotFactory.create(agreement=agreement, service_area=area))
    unit = UnitFactory.create(
        provider=made, service_area=area, places=places, name=f"Enheten hos {name}"
    )
    contract.units.add(unit)
    return contract


def followed_up(contract, *, found=2, remedied=1, seen=SEEN, **facts):
    """Return a reported follow-up with an assessed area and deficiencies."""
    authority = contract.agreement.authority
    version = TemplateVersionFactory.create(template__authority=authority)
    section = SectionFactory.create(version=version, name="Personal")
    known = {"state": State.CLOSED, "carried_out_on": seen, "reported_on": seen}
    row = FollowupFactory.create(
        authority=authority, contract=contract, template_version=version, **(known | facts)
    )  # fmt: skip
    AreaAssessment.objects.create(
        followup=row, section=section, level=Level.PARTLY, note="HEMLIG MOTIVERING"
    )
    for number in range(found):
        done = number < remedied
        Finding.objects.create(
            followup=row, kind=FindingKind.DEFICIENCY, area="Personal", text="HEMLIG BRIST",
            remedied_on=seen if done else None, remedied_note="HEMLIG ÅTGÄRD" if done else "",
        )  # fmt: skip
    Finding.objects.create(
        followup=row, kind=FindingKind.COMMISSIONER_SHORTCOMING, area="Personal",
        text="HEMLIG BESTÄLLARE",
    )  # fmt: skip
    ActionPlan.objects.create(
        followup=row, state=PlanState.APPROVED, due_on=seen, requested_on=seen, approved_on=seen
    )
    return row


def questions_of(authority):
    return ClientQuestions.objects.create(
        authority=authority,
        title="Frågor",
        template_version=TemplateVersionFactory.create(template__authority=authority),
        starts_on=FIRST,
    )


def answered(questions, contract, number):
    """Let so many clients of the contract's units answer."""
    unit = contract.units.first()
    for _one in range(number):
        ClientReply.objects.create(
            key=uuid.uuid4(), questions=questions, unit=unit, month=SEEN.replace(day=1), answers={}
        )
