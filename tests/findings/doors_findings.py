"""Addresses about IVO, good examples, the commissioner's shortcomings and going in depth."""

from typing import Any

from insyn.findings.models import DepthDecision, Finding, InspectorateQuestion, SharedExample
from insyn.findings.rules import FindingKind, Severity
from insyn.findings.rules.lists import Consent
from insyn.followups.models import Followup
from insyn.followups.rules import State
from insyn.followups.rules.forms import Depth
from tests.doors import FORBIDDEN, OPEN, POST_ONLY, Door
from tests.factories import DAY, FollowupFactory
from tests.world import World

OF_WORLD = "a row of the world"


def of_serious(world: World) -> dict[str, int]:
    """A serious deficiency that IVO is to be told of."""
    rows = Finding.objects.unscoped(reason=OF_WORLD)
    row, _made = rows.get_or_create(
        followup=world.followup, kind=FindingKind.DEFICIENCY, severity=Severity.ACUTE,
        area="Personal", text="Utrymningsvägen är spärrad", seen_on=DAY,
    )  # fmt: skip
    InspectorateQuestion.objects.unscoped(reason=OF_WORLD).get_or_create(
        finding=row, defaults={"is_to_be_told": True, "reason": "Risk", "answered_on": DAY}
    )
    return {"pk": row.pk}


def of_good(world: World) -> dict[str, int]:
    """A good example that nobody has asked about."""
    rows = Finding.objects.unscoped(reason=OF_WORLD)
    row, _made = rows.get_or_create(
        followup=world.followup, kind=FindingKind.GOOD_PRACTICE, area="Personal",
        text="Handledning var tredje vecka",
    )  # fmt: skip
    return {"pk": row.pk}


def of_example(world: World) -> dict[str, int]:
    """A good example that its provider has said yes to share."""
    rows = SharedExample.objects.unscoped(reason=OF_WORLD)
    row, _made = rows.get_or_create(
        finding_id=of_good(world)["pk"],
        defaults={
            "title": "Handledning", "text": "Så gör vi.", "consent": Consent.GIVEN,
            "asked_on": DAY, "answered_on": DAY, "answered_by": "Chef", "shared_on": DAY,
        },
    )  # fmt: skip
    return {"pk": row.pk}


def of_overview(world: World) -> dict[str, int]:
    """An overview that somebody has proposed to follow up in depth."""
    rows = Followup.objects.unscoped(reason=OF_WORLD)
    found = rows.filter(authority=world.authority, number="2026-777").first()
    row = found or FollowupFactory.create(
        authority=world.authority, number="2026-777", contract=world.contract,
        template_version=world.template_version, state=State.ASSESSED, depth=Depth.OVERVIEW,
        reported_on=DAY,
    )  # fmt: skip
    DepthDecision.objects.unscoped(reason=OF_WORLD).get_or_create(
        followup=row, defaults={"reasons": "Bemanningen brister", "proposed_on": DAY}
    )
    return {"pk": row.pk}


LIST: dict[str, Any] = {"cilla": OPEN}
BUTTON: dict[str, Any] = {
    "anna": POST_ONLY,
    "bo": POST_ONLY,
    "cilla": POST_ONLY,
    "system_admin": POST_ONLY,
}
DOORS = {
    "findings:inspectorate_list": Door(**LIST, system_admin=OPEN),
    "findings:inspectorate": Door(kwargs=of_serious, bo=FORBIDDEN),
    "findings:inspectorate_told": Door(kwargs=of_serious, bo=FORBIDDEN),
    "findings:examples": Door(**LIST, system_admin=OPEN),
    "findings:example_ask": Door(kwargs=of_good, bo=FORBIDDEN),
    "findings:example": Door(kwargs=of_example),
    "findings:example_answer": Door(kwargs=of_example, bo=FORBIDDEN),
    "findings:example_show": Door(kwargs=of_example, **BUTTON),
    "findings:shortcomings": Door(**LIST, system_admin=OPEN),
    "findings:depth": Door(kwargs=of_overview),
    "findings:depth_propose": Door(kwargs=of_overview, bo=FORBIDDEN),
    "findings:depth_decide": Door(kwargs=of_overview, bo=FORBIDDEN),
}
