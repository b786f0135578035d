"""Selections by steps, and what their rules read."""

from datetime import date
from typing import Any

from insyn.accounts.models import Authority
from insyn.kernel.access import Access
from insyn.registry.models import Agreement, Contract
from insyn.risk import services
from insyn.risk.models import RiskAssessment, RiskModel, RiskModelVersion, RiskScore, Selection
from insyn.risk.rules.kinds import AssessmentScope, AssessmentState, RiskBand
from insyn.risk.rules.states import Distribution, StepKind
from insyn.risk.rules.steps import Step
from insyn.risk.services import StepSelectionFacts
from tests.factories import AgreementFactory, ContractFactory

SEED = "2026-03-02 SN 2026/12"
TOP = Step(StepKind.TOP_RISK, count=2)
SHARE = Step(StepKind.CONTROL_SHARE, percent=10)
EVERYBODY = Step(StepKind.ALL)


def signed(authority: Authority, number: int = 6, **facts) -> tuple[Agreement, list[Contract]]:
    """Return an agreement and its contracts."""
    agreement = AgreementFactory.create(authority=authority, **facts)
    return agreement, [ContractFactory.create(agreement=agreement) for _ in range(number)]


def assessed(
    authority: Authority, contracts: list[Contract], *, is_frozen: bool = True
) -> RiskAssessment:
    """Return an assessment in which each contract has a higher score than the one before."""
    model = RiskModel.objects.create(authority=authority, name=f"Modell {contracts[0].pk}")
    version = RiskModelVersion.objects.create(model=model, number=1)
    assessment = RiskAssessment.objects.create(
        authority=authority,
        model_version=version,
        title="Riskbedömning 2026",
        scope=AssessmentScope.CONTRACTS,
        as_of=date(2026, 1, 15),
        state=AssessmentState.FROZEN if is_frozen else AssessmentState.DRAFT,
        frozen_on=date(2026, 1, 20) if is_frozen else None,
    )
    RiskScore.objects.bulk_create(
        RiskScore(
            assessment=assessment,
            agreement=contract.agreement,
            contract=contract,
            score=100 * place,
            band=RiskBand.YELLOW,
        )
        for place, contract in enumerate(contracts, 1)
    )
    return assessment


def drafted(
    access: Access, agreements: list[Agreement], *steps: Step, authority: Authority, **given
) -> Selection:
    """Return a draft by steps that has candidates."""
    told: dict[str, Any] = {"title": "Urval efter regel", "year": 2026} | given
    told.setdefault("distribution", Distribution.TURNS)
    return services.create_selection_by_steps(
        access,
        authority=authority,
        facts=StepSelectionFacts(agreements=agreements, **told),
        steps=steps,
    )


def frozen(access: Access, selection: Selection) -> Selection:
    """Return the selection, drawn."""
    return services.freeze_by_draw(access, services.fix_seed(access, selection, seed=SEED))
