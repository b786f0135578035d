from datetime import timedelta

import pytest

from insyn.accounts.models import User
from insyn.followups.models import Followup
from insyn.kernel.access import Access
from insyn.measures.models import Sanction, Termination, TerminationTask
from insyn.measures.rules.sanctions import Delivery
from insyn.measures.rules.terminations import TerminationKind
from insyn.measures.services.sanction_moves import Ruling, decide_sanction
from insyn.measures.services.sanctions import ProposalFacts, propose_sanction
from insyn.measures.services.termination_moves import (
    EndDecision,
    EndNotice,
    decide_termination,
    give_notice,
)
from insyn.measures.services.terminations import TerminationFacts, start_termination
from insyn.platform import clock
from insyn.registry.models import Contract
from insyn.registry.queries import access_of
from insyn.registry.rules import SanctionKind
from tests.factories import SanctionStepFactory

BOARD = EndDecision(board_reference="2026-11-17 § 93")
REASON = "Bristerna är inte avhjälpta trots två åtgärdsplaner."


def again(row: Termination) -> Termination:
    return Termination.objects.unscoped(reason="read again").get(pk=row.pk)


def tasks(row: Termination) -> list[TerminationTask]:
    return list(TerminationTask.objects.unscoped(reason="set-up").filter(termination=row))


@pytest.fixture
def anna_access(anna: User) -> Access:
    return access_of(anna)


@pytest.fixture
def contract(followup: Followup) -> Contract:
    """A contract with three months of notice and no end of its own."""
    agreement = followup.contract.agreement
    agreement.notice_months = 3
    agreement.save()
    return followup.contract


@pytest.fixture
def facts() -> TerminationFacts:
    """A notice with four people placed."""
    return TerminationFacts(TerminationKind.TERMINATION, REASON, clause="§ 10.2", placed=4)


@pytest.fixture
def termination(anna_access: Access, contract: Contract, facts: TerminationFacts) -> Termination:
    """A termination that is prepared."""
    return start_termination(anna_access, contract, facts=facts)


@pytest.fixture
def decided(anna_access: Access, termination: Termination) -> Termination:
    """A termination that the board has decided on."""
    return decide_termination(anna_access, termination, ruling=BOARD)


@pytest.fixture
def noticed(anna_access: Access, decided: Termination) -> Termination:
    """A termination that the provider has been told of."""
    notice = EndNotice(delivery=Delivery.RECEIPT)
    return give_notice(anna_access, decided, notice=notice).termination


@pytest.fixture
def reached(noticed: Termination) -> Termination:
    """A termination whose last day has come, with nobody left."""
    noticed.notice_on = clock.today() - timedelta(days=120)
    noticed.ends_on = clock.today()
    noticed.save()
    for task in tasks(noticed):
        if task.part == "placed":
            task.count_left = 0
            task.save()
    return noticed


@pytest.fixture
def rescission(anna_access: Access, followup: Followup) -> Sanction:
    """A decided sanction that ends the contract at once."""
    step = SanctionStepFactory.create(
        agreement=followup.contract.agreement,
        number=9,
        kind=SanctionKind.RESCISSION,
        clause="§ 10.3",
        deadline_days=14,
    )
    row = propose_sanction(
        anna_access,
        followup.contract,
        authority=followup.authority,
        facts=ProposalFacts(step, "Verksamheten är farlig.", "Inget mildare räcker."),
        followup=followup,
    )
    return decide_sanction(anna_access, row, ruling=Ruling({}, board_reference="2026-11-17 § 94"))
