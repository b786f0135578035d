"""What may be done with a measure in each state of its plan, and what is refused."""

from collections.abc import Callable

import pytest

from insyn.kernel.errors import RuleViolation
from insyn.measures import services
from insyn.measures.models import CorrectiveAction, Verification
from insyn.measures.rules import WAITS_FOR_PROVIDER, ItemState, PlanState
from insyn.measures.rules.verifying import BEING_DONE, BEING_VERIFIED, Effect, VerifiedBy
from insyn.platform import clock
from insyn.registry.queries import access_of
from tests.factories import DAY

pytestmark = pytest.mark.django_db
Act = Callable[..., object]


def measure(anna) -> CorrectiveAction:
    return CorrectiveAction.objects.visible_to(access_of(anna)).earliest("pk")


def checks(anna) -> list[Verification]:
    return list(Verification.objects.visible_to(access_of(anna)).order_by("pk"))


def carry_out(anna) -> None:
    services.note_carried_out(
        access_of(anna), measure(anna), carried_out_on=clock.today(), how="Anställd"
    )


def plan_check(anna) -> None:
    services.plan_verification(
        access_of(anna), measure(anna), method=VerifiedBy.VISIT, due_on=clock.today()
    )


def note_effect(anna) -> None:
    waiting = Verification.objects.create(
        action=measure(anna), method=VerifiedBy.VISIT, due_on=DAY, effect=Effect.AWAITED
    )
    seen = services.Seen(checked_on=clock.today(), effect=Effect.PARTLY, note="Sett vid besök")
    services.note_effect(access_of(anna), waiting, seen=seen)


def answer(anna) -> None:
    services.answer_finding(access_of(anna), measure(anna), answer=services.Answer(measure="Ny"))


def judge(anna) -> None:
    services.judge_answer(access_of(anna), measure(anna), is_accepted=True)


ALLOWED_IN: dict[Act, frozenset[PlanState]] = {
    carry_out: BEING_DONE,
    plan_check: BEING_VERIFIED,
    note_effect: BEING_VERIFIED,
    answer: WAITS_FOR_PROVIDER,
    judge: frozenset({PlanState.UNDER_REVIEW}),
}


def said(anna) -> list[tuple[object, ...]]:
    rows = CorrectiveAction.objects.visible_to(access_of(anna)).order_by("pk")
    return [(row.state, row.measure, row.carried_out_on, row.version) for row in rows]


@pytest.mark.parametrize("state", PlanState)
@pytest.mark.parametrize("act", ALLOWED_IN)
def test_a_measure_is_touched_only_in_the_states_of_the_table(act, state, anna, make_plan) -> None:
    make_plan(state)
    before = said(anna)

    if state in ALLOWED_IN[act]:
        act(anna)
    else:
        with pytest.raises(RuleViolation, match=r"[.]$"):
            act(anna)
        assert said(anna) == before


@pytest.mark.parametrize("state", sorted(WAITS_FOR_PROVIDER))
def test_an_accepted_answer_is_not_written_anew(state, anna, make_plan) -> None:
    make_plan(state, ItemState.ACCEPTED)

    with pytest.raises(RuleViolation, match="godtaget"):
        answer(anna)


@pytest.mark.parametrize("effect", sorted(set(Effect) - {Effect.AWAITED}))
def test_an_effect_that_is_noted_is_neither_noted_again_nor_taken_away(
    effect, anna, make_plan
) -> None:
    make_plan(PlanState.CARRIED_OUT, effect=effect)
    noted = checks(anna)[0]
    seen = services.Seen(checked_on=clock.today(), effect=Effect.FULL, note="Sett igen")

    with pytest.raises(RuleViolation):
        services.note_effect(access_of(anna), noted, seen=seen)
    with pytest.raises(RuleViolation):
        services.remove_verification(access_of(anna), noted)
    assert checks(anna)[0].effect == effect
