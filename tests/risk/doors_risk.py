"""Who the pages of risk models, assessments, scores and focus areas open for."""

from typing import Any

from insyn.risk.models import (
    AssessmentOccasion,
    AssessmentParticipant,
    FocusArea,
    RiskAssessment,
    RiskScore,
)
from insyn.risk.rules.kinds import AssessmentState, RiskBand
from tests.doors import FORBIDDEN, OPEN, POST_ONLY, Door
from tests.factories import DAY, PlanFactory, RiskAssessmentFactory

WHY = "the doors make their own rows"


def assessment_of(world) -> RiskAssessment:
    rows = RiskAssessment.objects.unscoped(reason=WHY).filter(authority=world.authority)
    whole = rows.exclude(model_version__factors=None).exclude(plan=None)
    return whole.first() or RiskAssessmentFactory.create(
        authority=world.authority,
        agreements=[world.agreement],
        state=AssessmentState.FROZEN,
        frozen_on=DAY,
        plan=PlanFactory.create(authority=world.authority, proposed_on=DAY),
    )


def score_of(world) -> RiskScore:
    row = assessment_of(world)
    found, _made = RiskScore.objects.unscoped(reason=WHY).get_or_create(
        assessment=row,
        agreement=world.agreement,
        contract=world.contract,
        defaults={
            "measured": [None] * 16, "levels": "3" * 16, "band": RiskBand.ORANGE, "score": 900,
        },
    )  # fmt: skip
    return found


def one(world) -> dict[str, Any]:
    return {"pk": assessment_of(world).pk}


def version(world) -> dict[str, Any]:
    return {"pk": assessment_of(world).model_version_id}


def factor(world) -> dict[str, Any]:
    rows = assessment_of(world).model_version.factors.unscoped(reason=WHY)
    return {"pk": rows[0].pk}


def score(world) -> dict[str, Any]:
    return {"pk": score_of(world).pk}


def plan(world) -> dict[str, Any]:
    return {"pk": assessment_of(world).plan_id}


def focus(world) -> dict[str, Any]:
    found, _made = FocusArea.objects.unscoped(reason=WHY).get_or_create(
        plan=assessment_of(world).plan, theme="Bemanning", motivation="Flera klagomål"
    )
    return {"pk": found.pk}


def occasion(world) -> dict[str, Any]:
    found, _made = AssessmentOccasion.objects.unscoped(reason=WHY).get_or_create(
        assessment=assessment_of(world), held_on=DAY
    )
    return {"pk": found.pk}


def participant(world) -> dict[str, Any]:
    found, _made = AssessmentParticipant.objects.unscoped(reason=WHY).get_or_create(
        assessment=assessment_of(world), role="Strateg"
    )
    return {"pk": found.pk}


LISTED = Door(cilla=OPEN, system_admin=OPEN)
ADDED = Door(bo=FORBIDDEN, cilla=OPEN, system_admin=FORBIDDEN)


def seen(kwargs) -> Door:
    return Door(kwargs=kwargs)


def changed(kwargs) -> Door:
    return Door(bo=FORBIDDEN, kwargs=kwargs)


def posted(kwargs) -> Door:
    return Door(
        anna=POST_ONLY, bo=POST_ONLY, cilla=POST_ONLY, system_admin=POST_ONLY, kwargs=kwargs
    )


DOORS = {
    "risk:models": LISTED,
    "risk:model_add": ADDED,
    "risk:model_version": seen(version),
    "risk:model_edit": changed(version),
    "risk:model_copy": changed(version),
    "risk:model_publish": posted(version),
    "risk:model_retire": posted(version),
    "risk:model_draft": posted(version),
    "risk:model_remove": posted(version),
    "risk:factor_add": changed(version),
    "risk:factor_edit": changed(factor),
    "risk:factor_move": posted(factor),
    "risk:factor_remove": posted(factor),
    "risk:assessments": LISTED,
    "risk:assessment_create": ADDED,
    "risk:assessment": seen(one),
    "risk:assessment_edit": changed(one),
    "risk:assessment_compute": posted(one),
    "risk:assessment_freeze": posted(one),
    "risk:assessment_remove": posted(one),
    "risk:assessment_judge": changed(lambda world: {**one(world), "code": "klagomal"}),
    "risk:assessment_occasion_add": changed(one),
    "risk:assessment_occasion_remove": posted(occasion),
    "risk:assessment_participant_add": changed(one),
    "risk:assessment_participant_remove": posted(participant),
    "risk:matrix": seen(one),
    "risk:sensitivity": seen(one),
    "risk:score": seen(score),
    "risk:score_judge": changed(score),
    "risk:score_override": changed(score),
    "risk:of_plan": seen(plan),
    "risk:focus": seen(plan),
    "risk:focus_add": changed(plan),
    "risk:focus_from_assessment": changed(
        lambda world: {**plan(world), "assessment_pk": assessment_of(world).pk}
    ),
    "risk:focus_edit": changed(focus),
    "risk:focus_move": posted(focus),
    "risk:focus_remove": changed(focus),
}
