from django.db import connection  # noqa: F401  named in the condition of the marks

from insyn.delegations.models import DelegationDecision
from insyn.followups.models import Correspondence
from insyn.kernel.access import Role
from insyn.measures.models import Sanction, SanctionLetter
from insyn.measures.rules.sanctions import Delivery, SanctionState
from insyn.measures.services.sanction_moves import decide_sanction
from insyn.measures.services.sanction_notices import (
    ContestFacts,
    Handover,
    contest_sanction,
    notify_provider,
)
from insyn.measures.services.sanctions import propose_sanction
from insyn.registry.queries import access_of
from tests.at_once import in_a_thread_each, marks, shipped_rows_again
from tests.factories import MembershipFactory, ProviderContactFactory
from tests.measures.sanctions.conftest import BOARD

__all__ = ["shipped_rows_again"]
pytestmark = marks
WHY = "Provet läser raderna."


def colleague(ekby):
    return access_of(
        MembershipFactory.create(
            authority=ekby, role=Role.PLAN_OWNER, user__username="kollega"
        ).user
    )


def test_two_decide_at_once_and_one_decision_is_made(anna_access, ekby, sanction) -> None:
    acts = [
        lambda access=access: decide_sanction(access, sanction, ruling=BOARD)
        for access in (anna_access, colleague(ekby))
    ]

    assert in_a_thread_each(acts) == {"done": 1, "told": 1}
    assert DelegationDecision.objects.visible_to(anna_access).count() == 1
    assert Sanction.objects.visible_to(anna_access).get().state == SanctionState.DECIDED


def test_two_tell_the_provider_at_once_and_one_letter_goes(anna_access, ekby, decided) -> None:
    acts = [
        lambda access=access: notify_provider(access, decided, handover=Handover(Delivery.RECEIPT))
        for access in (anna_access, colleague(ekby))
    ]

    assert in_a_thread_each(acts) == {"done": 1, "told": 1}
    assert SanctionLetter.objects.visible_to(anna_access).count() == 1


def test_the_provider_contests_twice_at_once_and_one_comes_in(anna_access, ekby, told) -> None:
    contact = access_of(
        ProviderContactFactory.create(
            provider=told.contract.provider, authority=ekby, user__username="utforare"
        ).user
    )
    facts = ContestFacts("Passen var bemannade.")
    acts = [lambda: contest_sanction(contact, told, facts=facts) for _time in range(2)]

    assert in_a_thread_each(acts) == {"done": 1, "told": 1}
    post = Correspondence.objects.visible_to(anna_access).filter(way="incoming")
    assert post.count() == 1


def test_many_propose_at_once_and_get_a_number_each(anna_access, followup, facts) -> None:
    acts = [
        lambda: propose_sanction(
            anna_access, followup.contract, authority=followup.authority, facts=facts
        )
        for _time in range(4)
    ]

    assert in_a_thread_each(acts) == {"done": 4}
    numbers = Sanction.objects.visible_to(anna_access).values_list("number", flat=True)
    assert len(set(numbers)) == 4
