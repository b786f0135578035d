from collections.abc import Callable

import pytest

from insyn.accounts.models import Authority, User
from insyn.findings.models import Finding
from insyn.findings.rules import FindingKind
from insyn.followups.models import Followup
from insyn.followups.rules import State
from insyn.kernel.access import Role
from insyn.measures.models import ActionPlan, CorrectiveAction, Verification
from insyn.measures.rules import APPROVED_OR_LATER, ItemState, PlanState
from insyn.measures.rules.verifying import Effect, VerifiedBy
from insyn.registry.models import Provider
from tests.factories import DAY, FollowupFactory, MembershipFactory, ProviderContactFactory


def deficiency(followup: Followup, text: str, area: str = "Personal") -> Finding:
    return Finding.objects.create(
        followup=followup,
        kind=FindingKind.DEFICIENCY,
        area=area,
        text=text,
        requirement="Avtalet 4.2",
        required_result="Kraven på kompetens är uppfyllda",
        seen_on=DAY,
    )


@pytest.fixture
def followup(ekby: Authority) -> Followup:
    """A follow-up in Ekby that has been sent, with two deficiencies."""
    row = FollowupFactory.create(
        authority=ekby,
        number="2026-001",
        state=State.SENT,
        carried_out_on=DAY,
        reported_on=DAY,
        contract__provider__name="Åkerö Stödboende AB",
        contract__agreement__title="Ramavtal stödboende",
        contract__agreement__case_number="Son 2026/55",
    )
    deficiency(row, "Konsulenten saknade utbildning")
    deficiency(row, "Ingen ersättare för chefen", area="Ledning")
    return row


@pytest.fixture
def provider(followup: Followup) -> Provider:
    return followup.contract.provider


@pytest.fixture
def contact(provider: Provider, ekby: Authority) -> User:
    """Answers for the provider that is followed up."""
    return ProviderContactFactory.create(
        provider=provider, authority=ekby, user__username="kontakt"
    ).user


@pytest.fixture
def other_contact(ekby: Authority) -> User:
    """Answers for another provider."""
    return ProviderContactFactory.create(authority=ekby, user__username="annan").user


@pytest.fixture
def reviewer(ekby: Authority) -> User:
    """May request measures in Ekby but not decide on them."""
    return MembershipFactory.create(
        authority=ekby, role=Role.REVIEWER, user__username="kollega"
    ).user


@pytest.fixture
def decider(ekby: Authority) -> User:
    """May decide on measures in Ekby but not request them."""
    return MembershipFactory.create(
        authority=ekby, role=Role.DECISION_MAKER, user__username="chef"
    ).user


MakePlan = Callable[..., ActionPlan]


@pytest.fixture
def make_plan(followup: Followup) -> MakePlan:
    """Make a plan in any state, its answers whole and in any state.

    From the approval on every measure has been carried out; from then on its effect is noted.
    """

    def make(
        state: PlanState = PlanState.REQUESTED,
        item: ItemState = ItemState.ANSWERED,
        effect: Effect = Effect.PARTLY,
    ):
        followup.state = State.MEASURES
        followup.save()
        plan = ActionPlan.objects.create(
            followup=followup, state=state, due_on=DAY.replace(year=2099), requested_on=DAY
        )
        for finding in Finding.objects.deficiencies().unscoped(reason="set-up").order_by("pk"):
            action = CorrectiveAction.objects.create(
                plan=plan,
                finding=finding,
                measure="Anställer en konsulent",
                responsible="Verksamhetschefen",
                done_by=DAY,
                state=item,
                comment="Ange vem" if item == ItemState.RETURNED else "",
                carried_out_on=DAY if state in APPROVED_OR_LATER else None,
            )
            if state in APPROVED_OR_LATER - {PlanState.APPROVED}:
                Verification.objects.create(
                    action=action,
                    method=VerifiedBy.VISIT,
                    due_on=DAY,
                    checked_on=DAY,
                    effect=effect,
                    note="Sett vid besök",
                )
        return plan

    return make
