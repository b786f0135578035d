"""Rows that the figures are counted from."""

import factory
from factory.django import DjangoModelFactory

from insyn.findings.models import FactCheck, Finding
from insyn.findings.rules import FindingKind
from insyn.measures.models import ActionPlan, PlanStep, Sanction
from insyn.measures.models import SanctionLine as SanctionRow
from insyn.measures.rules import PlanEvent
from insyn.monitoring.models import RegisterCheck
from insyn.monitoring.rules import CheckKind, CheckResult
from insyn.platform import clock
from insyn.registry.rules import SanctionKind
from insyn.reports.models import Report
from insyn.reports.rules import ReportKind
from insyn.signals.models import Signal
from insyn.signals.rules import Severity, SignalCategory, SignalSource
from tests.factories import (
    DAY,
    AuthorityFactory,
    ContractFactory,
    FollowupFactory,
    ProviderFactory,
    SanctionStepFactory,
)


class FindingFactory(DjangoModelFactory[Finding]):
    class Meta:
        model = Finding

    followup = factory.SubFactory(FollowupFactory)
    kind = FindingKind.DEFICIENCY
    area = "Personal"
    text = "Rutin saknas."


class FactCheckFactory(DjangoModelFactory[FactCheck]):
    class Meta:
        model = FactCheck

    followup = factory.SubFactory(FollowupFactory)
    sent_on = DAY
    due_on = factory.SelfAttribute("sent_on")


class ActionPlanFactory(DjangoModelFactory[ActionPlan]):
    class Meta:
        model = ActionPlan

    followup = factory.SubFactory(FollowupFactory)
    requested_on = DAY
    due_on = factory.SelfAttribute("requested_on")


class PlanStepFactory(DjangoModelFactory[PlanStep]):
    class Meta:
        model = PlanStep

    plan = factory.SubFactory(ActionPlanFactory)
    event = PlanEvent.APPROVE
    happened_on = DAY


class SanctionFactory(DjangoModelFactory[Sanction]):
    class Meta:
        model = Sanction

    authority = factory.SubFactory(AuthorityFactory)
    number = factory.Sequence(lambda n: f"S{n}")
    contract = factory.SubFactory(ContractFactory)
    step = factory.SubFactory(
        SanctionStepFactory, agreement=factory.SelfAttribute("..contract.agreement")
    )
    kind = SanctionKind.PENALTY
    clause = "§ 14"
    reasons = "Obemannat pass."
    proposed_on = DAY


class SanctionRowFactory(DjangoModelFactory[SanctionRow]):
    class Meta:
        model = SanctionRow

    sanction = factory.SubFactory(SanctionFactory)
    ground = "Obemannat pass"
    period_from = DAY
    period_to = DAY
    proposed = 1000


class RegisterCheckFactory(DjangoModelFactory[RegisterCheck]):
    class Meta:
        model = RegisterCheck

    authority = factory.SubFactory(AuthorityFactory)
    provider = factory.SubFactory(ProviderFactory)
    kind = CheckKind.F_TAX
    source = "Skatteverket"
    checked_on = DAY
    result = CheckResult.OK
    remark = "Sedd."


class SignalFactory(DjangoModelFactory[Signal]):
    class Meta:
        model = Signal

    authority = factory.SubFactory(AuthorityFactory)
    provider = factory.SubFactory(ProviderFactory)
    source = SignalSource.STAFF
    category = SignalCategory.STAFFING
    severity = Severity.MEDIUM
    happened_on = DAY
    text = "Passet var obemannat."
    noted_at = factory.LazyFunction(clock.now)


class SingleReportFactory(DjangoModelFactory[Report]):
    class Meta:
        model = Report

    kind = ReportKind.SINGLE
    followup = factory.SubFactory(FollowupFactory)
    authority = factory.SelfAttribute("followup.authority")
    title = "Uppföljning"
    starts_on = DAY
    ends_on = DAY
