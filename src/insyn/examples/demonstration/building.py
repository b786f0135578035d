"""Builds the whole demonstration, all of it or nothing."""

from django.db import transaction

from insyn.accounts.models import User
from insyn.audit.models import SYSTEM_CHAIN, AuditEvent
from insyn.audit.services import Place, record
from insyn.examples.demonstration import (
    against_requirements,
    asked_and_shared,
    changed,
    checks,
    client_replies,
    conditions,
    consequences,
    demands,
    districts,
    earlier_years,
    endings,
    fetched,
    instruments,
    invoiced,
    invoiced_wrong,
    meetings,
    money,
    planning,
    published,
    register,
    register_checks,
    reports,
    reports_of_kinds,
    rules_of_boards,
    sanctioned,
    second_opinions,
    selections,
    signals,
    signals_at_once,
    surveys,
    templates,
    theme,
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
        rules_of_boards.tell(town),
        planning.tell(town),
        selections.tell_joint(town),
        *(
            selections.tell_selected(town, key, place, script)
            for key, scripts in SELECTED
            for place, script in enumerate(scripts)
        ),
        *(tell_case(town, case) for case in CASES),
        *(earlier_years.tell(town, case) for case in earlier_years.EARLIER),
        *(
            register.tell_change(town, terms, place)
            for terms in TERMS
            for place in terms.places
            if place.reason and (terms.key, place.provider) != endings.LEFT
        ),
        *_stories_in_full(town),
        *_stories_of_consequences(town),
        checks.tell_rounds(town),
        *(checks.tell_remark(town, remark) for remark in checks.REMARKS),
        register_checks.tell(town),
        register_checks.tell_waiting(town),
        fetched.tell(town),
        signals.tell_list(town),
        signals.tell_notices(town),
        signals.tell_open_form(town),
        *(signals.tell_one(town, left) for left in signals.LEFT),
        signals_at_once.tell_rules(town),
        signals_at_once.tell_linked(town),
        signals_at_once.tell_written_off(town),
        signals_at_once.tell_waiting(town),
        selections.tell_others(town),
        surveys.tell(town),
        client_replies.tell(town),
        *(reports.tell(town, writing) for writing in reports.WRITINGS),
        reports_of_kinds.tell_last_year(town),
        reports_of_kinds.tell_single(town),
        reports_of_kinds.tell_decided(town),
        reports_of_kinds.tell_this_year(town),
        reports_of_kinds.tell_sections(town),
        reports_of_kinds.tell_theme(town),
        reports_of_kinds.tell_council(town),
        reports_of_kinds.tell_city(town),
        published.tell_published(town),
        published.tell_draft(town),
        published.tell_withdrawn(town),
        published.tell_proposed(town),
    ]


def _stories_in_full(town: Town) -> list[Story]:
    """Return what shows a follow-up from the first letter to the last consequence."""
    return [
        against_requirements.tell_last_year(town),
        against_requirements.tell_going_on(town),
        against_requirements.tell_check(town),
        second_opinions.tell_second_reading(town),
        second_opinions.tell_overview(town),
        second_opinions.tell_gone_deeper(town),
        changed.tell_new_operator(town),
        changed.tell_rethought(town),
        changed.tell_digest(town),
        asked_and_shared.tell_examples(town),
        *(
            asked_and_shared.tell_first_client(town, name, day)
            for name, day in asked_and_shared.FIRST_CLIENTS
        ),
        asked_and_shared.tell_daily(town),
        asked_and_shared.tell_board(town),
        asked_and_shared.tell_diary(town),
    ]


def _stories_of_consequences(town: Town) -> list[Story]:
    """Return what comes of what was found: sanctions, ends, meetings and thematic reviews."""
    return [
        consequences.tell_no_effect(town),
        consequences.tell_penalty(town),
        consequences.tell_intake_stop(town),
        consequences.tell_proposed(town),
        sanctioned.tell_in_house(town),
        sanctioned.tell_carried_out(town),
        sanctioned.tell_contested(town),
        sanctioned.tell_withdrawn(town),
        sanctioned.tell_upheld(town),
        sanctioned.tell_decided(town),
        endings.tell_left(town),
        endings.tell_given_notice(town),
        meetings.tell_held(town),
        meetings.tell_to_come(town),
        meetings.tell_planned(town),
        meetings.tell_called_off(town),
        districts.tell(town),
        invoiced.tell_quarter(town),
        invoiced.tell_waiting(town),
        invoiced_wrong.tell_followed_up(town),
        invoiced_wrong.tell_suspected(town),
        theme.tell_treated(town),
        theme.tell_going_on(town),
    ]


@transaction.atomic
def mark(event: str) -> None:
    """Write in the installation's trail that this is a demonstration, and how far it got."""
    subject = User(username=ORIGIN, first_name="Demonstrationen")
    record(BUILDER, event, subject, place=Place())


def has_mark(event: str) -> bool:
    """Tell whether the installation's trail says so."""
    return AuditEvent.objects.visible_to(BUILDER).filter(event=event).exists()
