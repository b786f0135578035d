"""Plans and assessments as the checks and the backtest read them."""

from datetime import date
from typing import Any

from insyn.accounts.models import Authority
from insyn.plans.models import ActivityPeriod, ActivityTarget, Plan, PlannedActivity
from insyn.plans.rules import FormKind, Scope
from insyn.registry.models import Agreement, Contract, Provider
from insyn.risk.models import RiskAssessment, RiskModel, RiskModelVersion, RiskScore
from insyn.risk.rules.kinds import AssessmentScope, AssessmentState, RiskBand
from tests.factories import PlanFactory, PlanFormFactory, PlannedActivityFactory

MARCH = (date(2026, 3, 1), date(2026, 3, 31))
AS_OF = date(2025, 11, 1)


def plan_for(authority: Authority, **given: Any) -> Plan:
    return PlanFactory.create(authority=authority, **given)


def activity(
    plan: Plan,
    *times: tuple[date, date],
    agreement: Agreement | None = None,
    providers: tuple[Provider, ...] = (),
    **given: Any,
) -> PlannedActivity:
    """Return an activity of the plan, about the agreement and the providers."""
    form = plan.forms.unscoped(reason="test").filter(kind=FormKind.PERIODIC).first()
    row = PlannedActivityFactory.create(
        form=form or PlanFormFactory.create(plan=plan),
        plan=plan,
        scope=Scope.AGREEMENT if agreement else Scope.THEME,
        agreement=agreement,
        **given,
    )
    for first, last in times:
        ActivityPeriod.objects.create(activity=row, starts_on=first, ends_on=last)
    for provider in providers:
        ActivityTarget.objects.create(activity=row, provider=provider)
    return row


def assessment(authority: Authority, **given: Any) -> RiskAssessment:
    """Return a frozen assessment of contracts."""
    model = RiskModel.objects.create(authority=authority, name=f"Modell {given.get('title', '')}")
    version = RiskModelVersion.objects.create(model=model, number=1, bands=[4, 8, 12])
    values = {
        "title": "Hösten 2025",
        "scope": AssessmentScope.CONTRACTS,
        "as_of": AS_OF,
        "state": AssessmentState.FROZEN,
        "frozen_on": AS_OF,
    }
    return RiskAssessment.objects.create(
        authority=authority, model_version=version, **values | given
    )


def score(of: RiskAssessment, contract: Contract, band: RiskBand, **given: Any) -> RiskScore:
    return RiskScore.objects.create(
        assessment=of, agreement=contract.agreement, contract=contract, band=band, **given
    )
