"""Builds the whole demonstration, all of it or nothing."""

from django.db import transaction

from insyn.accounts.models import User
from insyn.audit.models import SYSTEM_CHAIN, AuditEvent
from insyn.audit.services import Place, record
from insyn.examples.demonstration import (
    checks,
    client_replies,
    conditions,
    demands,
    instruments,
    money,
    planning,
    register,
    reports,
    selections,
    surveys,
    templates,
)
from insyn.examples.demonstration.cases import CASES, SELECTED
from insyn.examples.demonstration.followups import tell_case
from insyn.examples.demonstration.people import settle
from insyn.examples.demonstration.terms import TERMS
from insyn.examples.demonstration.timeline import Calendar, Story, play
from insyn.examples.demonstration.town import ORIGIN, Town
from insyn.kernel.access import Access, Mandate, Role
from insyn.platform import clock

BUILDER = Access(
    user_id=None,
    name="Demonstrationen",
    mandates=(Mandate(SYSTEM_CHAIN, Role.PLAN_OWNER),),
    origin=ORIGIN,
)
STARTED, BUILT = "demonstration.started", "demonstration.built"
"""What the installation's own trail says before the first row and after the last."""


@transaction.atomic
def build() -> Town:
    """Build Exempelstad as it would stand today after more than a year of work."""
    town = Town(Calendar(clock.today()))
    settle(town)
    play(_stories(town), town.calendar)
    return town


def _stories(town: Town) -> list[Story]:
    """Return every story. On the same day the earlier in the list goes first."""
    return [
        register.tell(town),
        conditions.tell(town),
        money.tell(town),
        demands.tell(town),
        instruments.tell(town),
        templates.tell(town),
        planning.tell(town),
        selections.tell_joint(town),
        *(
            selections.tell_selected(town, key, place, script)
            for key, scripts in SELECTED
            for place, script in enumerate(scripts)
        ),
        *(tell_case(town, case) for case in CASES),
        *(
            register.tell_change(town, terms, place)
            for terms in TERMS
            for place in terms.places
            if place.reason
        ),
        checks.tell_rounds(town),
        *(checks.tell_remark(town, remark) for remark in checks.REMARKS),
        selections.tell_others(town),
        surveys.tell(town),
        client_replies.tell(town),
        *(reports.tell(town, writing) for writing in reports.WRITINGS),
    ]


@transaction.atomic
def mark(event: str) -> None:
    """Write in the installation's trail that this is a demonstration, and how far it got."""
    subject = User(username=ORIGIN, first_name="Demonstrationen")
    record(BUILDER, event, subject, place=Place())


def has_mark(event: str) -> bool:
    """Tell whether the installation's trail says so."""
    return AuditEvent.objects.visible_to(BUILDER).filter(event=event).exists()
