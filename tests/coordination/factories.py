"""Rows of coordination, made directly."""

import datetime

import factory
from factory.django import DjangoModelFactory

from insyn.accounts.models import Authority, Coordination, User
from insyn.coordination.models import DistrictShare, Instruction, NetworkMeeting, SampledUnit
from insyn.coordination.rules import InstructionState
from insyn.registry.models import ServiceArea, Unit
from tests.factories import DAY, AuthorityFactory, ServiceAreaFactory, UnitFactory

LAST_DAY = DAY + datetime.timedelta(days=60)


class CoordinationFactory(DjangoModelFactory[Coordination]):
    class Meta:
        model = Coordination

    coordinator = factory.SubFactory(AuthorityFactory)
    coordinated = factory.SubFactory(
        AuthorityFactory,
        name="Stadsdelsnämnden Norr",
        municipality=factory.SelfAttribute("..coordinator.municipality"),
    )
    valid_from = datetime.date(2025, 1, 1)


class InstructionFactory(DjangoModelFactory[Instruction]):
    class Meta:
        model = Instruction

    authority = factory.SubFactory(AuthorityFactory)
    title = "Likställd uppföljning 2026"
    text = "Följ upp på samma sätt oavsett regiform."
    starts_on = datetime.date(2026, 1, 1)
    ends_on = datetime.date(2026, 12, 31)
    report_by = LAST_DAY


class NetworkMeetingFactory(DjangoModelFactory[NetworkMeeting]):
    class Meta:
        model = NetworkMeeting

    authority = factory.SubFactory(AuthorityFactory)
    planned_on = DAY
    agenda = "Årets urval\nFrågor om mallarna"


def district_of(coordinator: Authority, name: str = "Stadsdelsnämnden Norr") -> Authority:
    """Return another board of the same municipality, coordinated since long."""
    district = AuthorityFactory.create(municipality=coordinator.municipality, name=name)
    CoordinationFactory.create(coordinator=coordinator, coordinated=district)
    return district


def unit_in(area: ServiceArea | None = None, **facts: object) -> Unit:
    return UnitFactory.create(service_area=area or ServiceAreaFactory.create(), **facts)


def issued(coordinator: Authority, district: Authority, unit: Unit) -> Instruction:
    """Return an instruction in force with the unit in the district's sample."""
    row = InstructionFactory.create(
        authority=coordinator, state=InstructionState.PUBLISHED, published_on=DAY
    )
    row.service_areas.add(unit.service_area)
    DistrictShare.objects.create(instruction=row, authority=district, wanted=1)
    SampledUnit.objects.create(instruction=row, authority=district, unit=unit)
    return row


def linked(instruction: Instruction, district: Authority, user: User) -> DistrictShare:
    """Let the user report in for the district by a link; return its share."""
    share = DistrictShare.objects.unscoped(reason="A test changes a row.").get(
        instruction=instruction, authority=district
    )
    share.contact, share.contact_email, share.contact_user = "Enhetschef", user.email, user
    share.save()
    return share
