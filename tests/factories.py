"""How tests make rows. Deterministic: sequences and fixed dates, never random."""

import datetime

import factory
from factory.django import DjangoModelFactory

from insyn.accounts.models import (
    Authority,
    Cooperation,
    CooperationMember,
    Membership,
    Municipality,
    User,
)
from insyn.criteria.models import Question, ReviewTemplate, Section, TemplateVersion
from insyn.criteria.rules import TemplateState
from insyn.followups.models import Followup
from insyn.kernel.access import Role
from insyn.registry.models import (
    Agreement,
    Contract,
    Lot,
    Provider,
    ProviderContact,
    ServiceArea,
    Unit,
)

DAY = datetime.date(2026, 3, 2)


def org_number(n: int) -> str:
    """Return the n-th valid number of a made-up limited company."""
    nine = f"5590{n:05d}"
    total = 0
    for index, char in enumerate(nine):
        doubled = int(char) * (2 if index % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return f"{nine}{-total % 10}"


class MunicipalityFactory(DjangoModelFactory[Municipality]):
    class Meta:
        model = Municipality

    name = factory.Sequence(lambda n: f"Kommun {n}")


class AuthorityFactory(DjangoModelFactory[Authority]):
    class Meta:
        model = Authority

    municipality = factory.SubFactory(MunicipalityFactory)
    name = "Socialnämnden"


class CooperationFactory(DjangoModelFactory[Cooperation]):
    class Meta:
        model = Cooperation

    name = factory.Sequence(lambda n: f"Samverkan {n}")
    lead = factory.SubFactory(AuthorityFactory)

    @classmethod
    def _create(cls, model_class, *args, members=(), **kwargs):
        cooperation = super()._create(model_class, *args, **kwargs)
        for authority in {cooperation.lead, *members}:
            CooperationMember.objects.create(cooperation=cooperation, authority=authority)
        return cooperation


class UserFactory(DjangoModelFactory[User]):
    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"user{n}")


class MembershipFactory(DjangoModelFactory[Membership]):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    authority = factory.SubFactory(AuthorityFactory)
    role = Role.REVIEWER


class ServiceAreaFactory(DjangoModelFactory[ServiceArea]):
    class Meta:
        model = ServiceArea

    code = factory.Sequence(lambda n: f"omrade-{n}")
    name = factory.Sequence(lambda n: f"Verksamhetsområde {n}")


class ProviderFactory(DjangoModelFactory[Provider]):
    class Meta:
        model = Provider

    name = factory.Sequence(lambda n: f"Åkerö Omsorg {n} AB")
    org_number = factory.Sequence(org_number)


class ProviderContactFactory(DjangoModelFactory[ProviderContact]):
    class Meta:
        model = ProviderContact

    user = factory.SubFactory(UserFactory)
    provider = factory.SubFactory(ProviderFactory)
    authority = factory.SubFactory(AuthorityFactory)


class UnitFactory(DjangoModelFactory[Unit]):
    class Meta:
        model = Unit

    provider = factory.SubFactory(ProviderFactory)
    service_area = factory.SubFactory(ServiceAreaFactory)
    name = factory.Sequence(lambda n: f"Enhet {n}")


class AgreementFactory(DjangoModelFactory[Agreement]):
    class Meta:
        model = Agreement

    authority = factory.SubFactory(AuthorityFactory)
    title = factory.Sequence(lambda n: f"Ramavtal {n}")
    starts_on = datetime.date(2024, 1, 1)


class LotFactory(DjangoModelFactory[Lot]):
    class Meta:
        model = Lot

    agreement = factory.SubFactory(AgreementFactory)
    name = factory.Sequence(lambda n: f"Avtalsområde {n}")
    position = factory.Sequence(lambda n: n)


class ContractFactory(DjangoModelFactory[Contract]):
    class Meta:
        model = Contract

    agreement = factory.SubFactory(AgreementFactory)
    provider = factory.SubFactory(ProviderFactory)
    starts_on = datetime.date(2024, 1, 1)


class ReviewTemplateFactory(DjangoModelFactory[ReviewTemplate]):
    class Meta:
        model = ReviewTemplate

    authority = factory.SubFactory(AuthorityFactory)
    name = factory.Sequence(lambda n: f"Mall {n}")


class TemplateVersionFactory(DjangoModelFactory[TemplateVersion]):
    class Meta:
        model = TemplateVersion

    template = factory.SubFactory(ReviewTemplateFactory)
    number = 1
    state = TemplateState.PUBLISHED


class SectionFactory(DjangoModelFactory[Section]):
    class Meta:
        model = Section

    version = factory.SubFactory(TemplateVersionFactory)
    number = factory.Sequence(lambda n: n + 1)
    name = factory.Sequence(lambda n: f"Område {n}")


class QuestionFactory(DjangoModelFactory[Question]):
    class Meta:
        model = Question

    section = factory.SubFactory(SectionFactory)
    number = factory.Sequence(lambda n: n + 1)
    text = factory.Sequence(lambda n: f"Finns rutin {n}?")


class FollowupFactory(DjangoModelFactory[Followup]):
    """A planned follow-up; the contract's agreement is owned by the same authority."""

    class Meta:
        model = Followup

    authority = factory.SubFactory(AuthorityFactory)
    number = factory.Sequence(lambda n: f"2026-{n + 500:03d}")
    contract = factory.SubFactory(
        ContractFactory, agreement__authority=factory.SelfAttribute("...authority")
    )
    template_version = factory.SubFactory(
        TemplateVersionFactory, template__authority=factory.SelfAttribute("...authority")
    )
    planned_for = DAY
