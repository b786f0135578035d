from datetime import date, timedelta
from typing import Any

import pytest

from insyn.findings.models import Finding
from insyn.findings.rules import FindingKind
from insyn.followups.models import DocumentRequest, Followup, Reviewer
from insyn.followups.rules import State
from insyn.kernel.access import Secrecy
from insyn.measures.models import ActionPlan
from insyn.measures.rules import PlanState
from insyn.monitoring.models import RegisterCheck
from insyn.monitoring.rules import CheckKind, CheckResult
from insyn.platform import clock
from tests.factories import FollowupFactory, ProviderFactory

DAY = timedelta(days=1)


@pytest.fixture
def today() -> date:
    return clock.today()


def followup(authority, state: State = State.ONGOING, **facts) -> Followup:
    if state in {State.SENT, State.MEASURES, State.CLOSED}:
        facts.setdefault("reported_on", clock.today() - DAY)
    facts.setdefault("planned_for", clock.today())
    return FollowupFactory.create(authority=authority, state=state, **facts)


def deficiency(of: Followup, **facts) -> Finding:
    facts = {"text": "Rutin saknas", "area": "Personal", **facts}
    return Finding.objects.create(followup=of, kind=FindingKind.DEFICIENCY, **facts)


def plan(of: Followup, state: PlanState, due_on: date) -> ActionPlan:
    asked = due_on - 28 * DAY
    submitted = asked + DAY if state == PlanState.SUBMITTED else None
    return ActionPlan.objects.create(
        followup=of, state=state, due_on=due_on, requested_on=asked, submitted_on=submitted
    )


def request(of: Followup, **facts) -> DocumentRequest:
    late = clock.today() - DAY
    facts = {"title": "Rutin för lex Sarah", "asked_on": late - 14 * DAY, "due_on": late, **facts}
    return DocumentRequest.objects.create(followup=of, **facts)


def review(of: Followup, user) -> Reviewer:
    return Reviewer.objects.create(followup=of, user=user, has_no_conflict=True)


def check(authority, provider, **facts) -> RegisterCheck:
    facts = {"checked_on": clock.today() - 400 * DAY, "valid_until": clock.today() - DAY, **facts}
    return RegisterCheck.objects.create(
        authority=authority,
        provider=provider,
        kind=CheckKind.F_TAX,
        source="Skatteverket",
        result=CheckResult.OK,
        **facts,
    )


@pytest.fixture
def busy(ekby, anna, today):
    """One of each thing that the tiles count, in Ekby, as guarded as can be."""
    level: dict[str, Any] = {"secrecy": Secrecy.CLIENT_DOCUMENT}
    going = followup(ekby, **level)
    followup(ekby, State.PLANNED, planned_for=today - DAY, **level)
    measures = followup(ekby, State.MEASURES, **level)
    deficiency(measures)
    plan(measures, PlanState.SUBMITTED, today + DAY)
    request(going, **level)
    review(going, anna)
    check(ekby, ProviderFactory.create(), **level)
    return going
