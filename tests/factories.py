"""How tests make rows. Deterministic: sequences and fixed dates, never random."""

import datetime
import hashlib
from decimal import Decimal

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
from insyn.board.models import BoardItem
from insyn.criteria.models import (
    Question,
    ReviewTemplate,
    Scale,
    ScaleLevel,
    Section,
    TemplateVersion,
)
from insyn.criteria.rules import Level, TemplateState
from insyn.followups.models import Followup
from insyn.kernel.access import Role
from insyn.mailing.models import OutgoingMail, PersonalLink
from insyn.mailing.rules import LINK_LASTS, LINK_PLACE, MailKind
from insyn.plans.models import Plan, PlanForm, PlannedActivity, PlanParty
from insyn.plans.rules import FormKind, Scope
from insyn.platform import clock
from insyn.registry.models import (
    Agreement,
    AgreementOption,
    Contract,
    ContractPrice,
    Lot,
    Permit,
    Provider,
    ProviderContact,
    ProviderGroup,
    SanctionStep,
    ServiceArea,
    Unit,
    UnitOperation,
    Usage,
)
from insyn.registry.rules import SanctionKind
from insyn.requirements.models import (
    QualityArea,
    Requirement,
    RequirementPack,
    RequirementVersion,
)
from insyn.risk.models import RiskAssessment, RiskModel, RiskModelVersion
from insyn.risk.queries.risk_models import shipped_model
from insyn.risk.rules.kinds import AssessmentScope, ModelState
from insyn.risk.services.risk_models import add_factors
from insyn.surveys.models import SurveyResponse, SurveyRound
from insyn.surveys.rules import ResponseState, RoundState

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


class ProviderGroupFactory(DjangoModelFactory[ProviderGroup]):
    class Meta:
        model = ProviderGroup

    name = factory.Sequence(lambda n: f"Koncern {n}")


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


class UnitOperationFactory(DjangoModelFactory[UnitOperation]):
    class Meta:
        model = UnitOperation

    unit = factory.SubFactory(UnitFactory)
    provider = factory.SelfAttribute("unit.provider")


class PermitFactory(DjangoModelFactory[Permit]):
    class Meta:
        model = Permit

    unit = factory.SubFactory(UnitFactory)
    number = factory.Sequence(lambda n: f"8.1-{n:05d}/2024")
    valid_from = datetime.date(2024, 1, 1)


class AgreementFactory(DjangoModelFactory[Agreement]):
    class Meta:
        model = Agreement

    authority = factory.SubFactory(AuthorityFactory)
    title = factory.Sequence(lambda n: f"Ramavtal {n}")
    starts_on = datetime.date(2024, 1, 1)


class AgreementOptionFactory(DjangoModelFactory[AgreementOption]):
    class Meta:
        model = AgreementOption

    agreement = factory.SubFactory(AgreementFactory)
    number = factory.Sequence(lambda n: n + 1)
    extends_to = datetime.date(2027, 12, 31)
    call_by = datetime.date(2026, 9, 30)


class SanctionStepFactory(DjangoModelFactory[SanctionStep]):
    class Meta:
        model = SanctionStep

    agreement = factory.SubFactory(AgreementFactory)
    number = factory.Sequence(lambda n: n + 1)
    kind = SanctionKind.WARNING


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


class ContractPriceFactory(DjangoModelFactory[ContractPrice]):
    class Meta:
        model = ContractPrice

    contract = factory.SubFactory(ContractFactory)
    item = "Vårddygn"
    amount = Decimal("4250.00")
    valid_from = datetime.date(2024, 1, 1)


class UsageFactory(DjangoModelFactory[Usage]):
    class Meta:
        model = Usage

    contract = factory.SubFactory(ContractFactory)
    period_start = datetime.date(2026, 1, 1)
    period_end = datetime.date(2026, 1, 31)
    clients = 12


class QualityAreaFactory(DjangoModelFactory[QualityArea]):
    class Meta:
        model = QualityArea

    authority = factory.SubFactory(AuthorityFactory)
    name = factory.Sequence(lambda n: f"Kvalitetsområde {n}")


class RequirementPackFactory(DjangoModelFactory[RequirementPack]):
    class Meta:
        model = RequirementPack

    authority = factory.SubFactory(AuthorityFactory)
    name = factory.Sequence(lambda n: f"Kravpaket {n}")


class RequirementFactory(DjangoModelFactory[Requirement]):
    """A requirement of an agreement; without a version until one is made."""

    class Meta:
        model = Requirement

    authority = factory.SubFactory(AuthorityFactory)
    agreement = factory.SubFactory(AgreementFactory, authority=factory.SelfAttribute("..authority"))


class RequirementVersionFactory(DjangoModelFactory[RequirementVersion]):
    class Meta:
        model = RequirementVersion

    requirement = factory.SubFactory(RequirementFactory)
    revision = 1
    number = factory.Sequence(lambda n: f"4.{n + 1}")
    text = factory.Sequence(lambda n: f"Utföraren ska ha en rutin {n}.")
    valid_from = datetime.date(2024, 1, 1)


class ScaleFactory(DjangoModelFactory[Scale]):
    class Meta:
        model = Scale

    authority = factory.SubFactory(AuthorityFactory)
    name = factory.Sequence(lambda n: f"Skala {n}")


class ScaleLevelFactory(DjangoModelFactory[ScaleLevel]):
    class Meta:
        model = ScaleLevel

    scale = factory.SubFactory(ScaleFactory)
    position = factory.Sequence(lambda n: n)
    label = factory.Sequence(lambda n: f"Nivå {n}")
    sign = factory.Sequence(lambda n: str(n % 1000))
    counts_as = Level.MET


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
    number = factory.Sequence(lambda n: n + 101)
    name = factory.Sequence(lambda n: f"Område {n}")


class QuestionFactory(DjangoModelFactory[Question]):
    class Meta:
        model = Question

    section = factory.SubFactory(SectionFactory)
    number = factory.Sequence(lambda n: n + 101)
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


class PlanFactory(DjangoModelFactory[Plan]):
    """A draft for one year. The owner is a party of it; ``parties`` adds other boards."""

    class Meta:
        model = Plan

    authority = factory.SubFactory(AuthorityFactory)
    title = factory.Sequence(lambda n: f"Uppföljningsplan {n}")
    starts_on = datetime.date(2026, 1, 1)
    ends_on = datetime.date(2026, 12, 31)

    @classmethod
    def _create(cls, model_class, *args, parties=(), **kwargs):
        plan = super()._create(model_class, *args, **kwargs)
        for authority in (plan.authority, *parties):
            PlanParty.objects.create(plan=plan, authority=authority)
        return plan


class PlanFormFactory(DjangoModelFactory[PlanForm]):
    class Meta:
        model = PlanForm

    plan = factory.SubFactory(PlanFactory)
    position = factory.Sequence(lambda n: n)
    kind = FormKind.PERIODIC
    name = factory.Sequence(lambda n: f"Uppföljningsform {n}")


class PlannedActivityFactory(DjangoModelFactory[PlannedActivity]):
    """An activity about a theme, in a form of a draft, without periods."""

    class Meta:
        model = PlannedActivity

    form = factory.SubFactory(PlanFormFactory)
    plan = factory.SelfAttribute("form.plan")
    position = factory.Sequence(lambda n: n)
    title = factory.Sequence(lambda n: f"Aktivitet {n}")
    scope = Scope.THEME
    theme = "Rätt bemanning"
    responsible_authority = factory.SelfAttribute("plan.authority")


class BoardItemFactory(DjangoModelFactory[BoardItem]):
    """A draft of a matter about a plan, without any parts."""

    class Meta:
        model = BoardItem

    plan = factory.SubFactory(PlanFactory)
    authority = factory.SelfAttribute("plan.authority")
    title = factory.Sequence(lambda n: f"Plan för uppföljning {n}")
    dated_on = DAY


class RiskModelFactory(DjangoModelFactory[RiskModel]):
    class Meta:
        model = RiskModel

    authority = factory.SubFactory(AuthorityFactory)
    name = factory.Sequence(lambda n: f"Riskmodell {n}")


class RiskModelVersionFactory(DjangoModelFactory[RiskModelVersion]):
    """A published version with the factors of the shipped model."""

    class Meta:
        model = RiskModelVersion
        skip_postgeneration_save = True

    model = factory.SubFactory(RiskModelFactory)
    number = 1
    state = ModelState.PUBLISHED
    published_on = DAY
    bands = factory.LazyFunction(lambda: [4, 9, 13])

    @factory.post_generation  # type: ignore[untyped-decorator]
    def factors(self, create, extracted, **kwargs) -> None:
        if create:
            version: RiskModelVersion = self  # type: ignore[assignment]
            add_factors(version, shipped_model().factors if extracted is None else extracted)


class RiskAssessmentFactory(DjangoModelFactory[RiskAssessment]):
    """A draft over contracts, not computed; ``agreements`` says which."""

    class Meta:
        model = RiskAssessment
        skip_postgeneration_save = True

    authority = factory.SubFactory(AuthorityFactory)
    model_version = factory.SubFactory(
        RiskModelVersionFactory, model__authority=factory.SelfAttribute("...authority")
    )
    title = factory.Sequence(lambda n: f"Riskbedömning {n}")
    scope = AssessmentScope.CONTRACTS
    as_of = DAY

    @factory.post_generation  # type: ignore[untyped-decorator]
    def agreements(self, create, extracted, **kwargs) -> None:
        if create and extracted:
            self.agreements.add(*extracted)


MOMENT = datetime.datetime(2026, 3, 2, 9, 0, tzinfo=datetime.UTC)
"""When what is mailed in the tests was put in the queue."""


class OutgoingMailFactory(DjangoModelFactory[OutgoingMail]):
    class Meta:
        model = OutgoingMail

    authority = factory.SubFactory(AuthorityFactory)
    kind = MailKind.INVITATION
    key = factory.Sequence(lambda n: f"invitation:{n}")
    user = factory.SubFactory(UserFactory, email=factory.Sequence(lambda n: f"enhet{n}@omsorg.se"))
    to_name = "Enhetschefen"
    to_address = factory.SelfAttribute("user.email")
    subject = "Enkät till er verksamhet"
    text = f"Hej!\n\nSvara här:\n\n{LINK_PLACE}"
    about = factory.Sequence(lambda n: f"surveys.surveyresponse:{n}")
    queued_at = MOMENT
    next_try_at = MOMENT


class PersonalLinkFactory(DjangoModelFactory[PersonalLink]):
    """A link whose address ends with ``token``, which is stored nowhere."""

    class Meta:
        model = PersonalLink

    class Params:
        token = factory.Sequence(lambda n: f"prov-{n:039d}")

    mail = factory.SubFactory(OutgoingMailFactory)
    authority = factory.SelfAttribute("mail.authority")
    user = factory.SelfAttribute("mail.user")
    digest = factory.LazyAttribute(lambda o: hashlib.sha256(o.token.encode()).hexdigest())
    made_at = factory.LazyFunction(clock.now)
    expires_at = factory.LazyAttribute(lambda o: o.made_at + LINK_LASTS)


class SurveyRoundFactory(DjangoModelFactory[SurveyRound]):
    """A round that runs: sent on 2 March 2026, to be answered by 31 March."""

    class Meta:
        model = SurveyRound

    authority = factory.SubFactory(AuthorityFactory)
    title = factory.Sequence(lambda n: f"Avtalsenkät {n}")
    template_version = factory.SubFactory(
        TemplateVersionFactory, template__authority=factory.SelfAttribute("...authority")
    )
    concerns_from = datetime.date(2025, 1, 1)
    concerns_to = datetime.date(2025, 12, 31)
    opens_on = DAY
    due_on = datetime.date(2026, 3, 31)
    contact = "Anna, 010-123 45 67, anna@ekby.se"
    ground_sol = "Socialtjänstlagen (2025:400) 15 kap. 9 §"
    ground_lss = "Avtalets villkor om insyn och uppföljning"
    state = RoundState.OPEN
    sent_at = factory.LazyAttribute(lambda o: None if o.state == RoundState.DRAFT else MOMENT)


class SurveyResponseFactory(DjangoModelFactory[SurveyResponse]):
    """One unit's response in a round that has been sent; nobody has opened it yet."""

    class Meta:
        model = SurveyResponse

    round = factory.SubFactory(SurveyRoundFactory)
    contract = factory.SubFactory(
        ContractFactory, agreement__authority=factory.SelfAttribute("...round.authority")
    )
    unit = factory.SubFactory(UnitFactory, provider=factory.SelfAttribute("..contract.provider"))
    service_area = factory.LazyAttribute(lambda o: o.unit.service_area if o.unit else None)
    operating_form = factory.SelfAttribute("contract.provider.operating_form")
    state = ResponseState.INVITED
    due_on = factory.SelfAttribute("round.due_on")
