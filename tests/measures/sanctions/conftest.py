from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from insyn.accounts.models import Authority, User
from insyn.delegations.models import Delegation
from insyn.delegations.rules import Matter
from insyn.findings.models import Finding
from insyn.followups.models import Followup
from insyn.kernel.access import Access, Role
from insyn.measures.models import Sanction, SanctionLine
from insyn.measures.rules.amounts import Claim
from insyn.measures.rules.sanctions import Delivery
from insyn.measures.services.sanction_moves import Ruling, decide_sanction
from insyn.measures.services.sanction_notices import Handover, notify_provider
from insyn.measures.services.sanctions import LineFacts, ProposalFacts, propose_sanction
from insyn.platform import clock
from insyn.registry.models import SanctionStep
from insyn.registry.queries import access_of
from insyn.registry.rules import SanctionKind
from tests.factories import DAY, SanctionStepFactory

CLAIM = Claim(
    "Obemannat pass",
    DAY,
    DAY + timedelta(days=30),
    quantity=Decimal(5),
    rate=Decimal("2500.10"),
)
BOARD = Ruling({}, board_reference="2026-11-17 § 92")


@pytest.fixture
def anna_access(anna: User) -> Access:
    return access_of(anna)


@pytest.fixture
def step(followup: Followup) -> SanctionStep:
    """The step of penalty in the ladder of the agreement: clause, deadline and all."""
    return SanctionStepFactory.create(
        agreement=followup.contract.agreement,
        number=4,
        kind=SanctionKind.PENALTY,
        clause="§ 14.2",
        deadline_days=21,
        decided_by="Förvaltningschefen",
    )


@pytest.fixture
def facts(step: SanctionStep, followup: Followup) -> ProposalFacts:
    """A penalty on one line of 12 500,50 kr."""
    finding = Finding.objects.deficiencies().unscoped(reason="set-up").order_by("pk")[0]
    return ProposalFacts(
        step=step,
        reasons="Passet var obemannat fem gånger.",
        proportionality="Bristen är allvarlig och har pågått i en månad.",
        findings=[finding],
        lines=[LineFacts(CLAIM)],
    )


@pytest.fixture
def sanction(anna_access: Access, followup: Followup, facts: ProposalFacts) -> Sanction:
    """A proposed penalty."""
    return propose_sanction(
        anna_access,
        followup.contract,
        authority=followup.authority,
        facts=facts,
        followup=followup,
    )


@pytest.fixture
def decided(anna_access: Access, sanction: Sanction) -> Sanction:
    """A penalty that the board has decided on."""
    return decide_sanction(anna_access, sanction, ruling=BOARD)


@pytest.fixture
def told(anna_access: Access, decided: Sanction) -> Sanction:
    """A penalty that the provider has been told of."""
    handover = Handover(Delivery.RECEIPT)
    return notify_provider(anna_access, decided, handover=handover).sanction


@pytest.fixture
def intake_stop(anna_access: Access, followup: Followup, facts: ProposalFacts) -> Sanction:
    """An intake stop that the board has decided on."""
    stop = SanctionStepFactory.create(
        agreement=followup.contract.agreement,
        number=5,
        kind=SanctionKind.INTAKE_STOP,
        clause="§ 15",
    )
    row = propose_sanction(
        anna_access,
        followup.contract,
        authority=followup.authority,
        facts=replace(facts, step=stop, lines=()),
        followup=followup,
    )
    return decide_sanction(anna_access, row, ruling=BOARD)


Give = Callable[..., Delegation]


@pytest.fixture
def give(ekby: Authority) -> Give:
    """Give a delegation in Ekby."""

    def given(role: Role, *, matter: Matter = Matter.PENALTY, most: int | None = None):
        return Delegation.objects.create(
            authority=ekby,
            matter=matter,
            role=role,
            most=most,
            clause="4.7",
            valid_from=clock.today() - timedelta(days=30),
        )

    return given


def lines(access: Access, row: Sanction) -> list[SanctionLine]:
    return list(SanctionLine.objects.visible_to(access).filter(sanction=row))
