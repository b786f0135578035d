"""The follow-ups of a survey: made when it is sent, and ended with it when nobody answered."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import F

from insyn.accounts.models import Authority
from insyn.audit.rules import Facts
from insyn.audit.services import Entry, Place, record_all
from insyn.criteria.models import TemplateVersion
from insyn.followups.models import Followup
from insyn.followups.rules import LIFECYCLE, Event, Kind, Reason, State, next_number
from insyn.followups.services.planning import check_template, last_number
from insyn.kernel.access import Access, Permission, Secrecy
from insyn.plans.models import PlannedActivity
from insyn.registry.models import Contract

AT_A_TIME = 500


@dataclass(frozen=True, slots=True)
class SurveyFollowup:
    """One follow-up by survey: of which contract, with what, until when and why."""

    contract: Contract
    template_version: TemplateVersion
    planned_for: date
    note: str = ""
    activity: PlannedActivity | None = None


@transaction.atomic
def start_survey_followups(
    access: Access, authority: Authority, *, facts: Sequence[SurveyFollowup]
) -> list[Followup]:
    """Make a follow-up of each, ongoing from the start, in the order of the facts.

    The numbers follow on each year's series. Whoever calls has seen to it that the contracts
    are in force and the board's to follow up.

    Raises:
        NotAllowed: the asker may not send surveys for the board.
        RuleViolation: a template is not published or not the board's to use.
    """
    access.require(Permission.SEND_SURVEY, authority_id=authority.pk)
    for version in {one.template_version for one in facts}:
        check_template(access, authority, version)
    Authority.objects.select_for_update(of=("self",)).get(pk=authority.pk)
    numbers = _numbers(access, authority, [one.planned_for.year for one in facts])
    rows = [
        Followup(
            authority=authority,
            number=number,
            contract=one.contract,
            template_version=one.template_version,
            planned_for=one.planned_for,
            kind=Kind.SURVEY,
            reason=Reason.DECISION,
            reason_note=one.note,
            activity=one.activity,
            state=State.ONGOING,
        )
        for one, number in zip(facts, numbers, strict=True)
    ]
    made = Followup.objects.bulk_create(rows, batch_size=AT_A_TIME)
    place = Place(authority.pk, Secrecy.INTERNAL)
    record_all(access, (_entry(row) for row in made), place=place)
    return made


def _numbers(access: Access, authority: Authority, years: Sequence[int]) -> Iterator[str]:
    reached = {year: last_number(access, authority, year) for year in set(years)}
    for year in years:
        number = next_number(year, reached[year])
        reached[year] = number
        yield number


def _entry(row: Followup) -> Entry:
    facts = {"planned_for": row.planned_for.isoformat(), "kind": Kind.SURVEY.value}
    return Entry("followup.planned", row, facts)


@transaction.atomic
def end_survey_followups(
    access: Access, authority: Authority, *, followups: Sequence[int], reason: str
) -> int:
    """End those of the follow-ups that still wait for answers, with the reason; return how many.

    Raises:
        NotAllowed: the asker may not send surveys for the board.
    """
    return _moved(access, authority, followups, Event.END_UNANSWERED, reason)


@transaction.atomic
def resume_survey_followups(
    access: Access, authority: Authority, *, followups: Sequence[int]
) -> int:
    """Let those of the follow-ups that were ended unanswered go on; errors as the ending."""
    return _moved(access, authority, followups, Event.RESUME)


_FROM = {Event.END_UNANSWERED: State.ONGOING, Event.RESUME: State.CANCELLED}


def _moved(
    access: Access, authority: Authority, keys: Sequence[int], event: Event, reason: str = ""
) -> int:
    access.require(Permission.SEND_SURVEY, authority_id=authority.pk)
    before = _FROM[event]
    after = LIFECYCLE.after(before, event)
    rows = Followup.objects.visible_to(access).filter(
        authority=authority, kind=Kind.SURVEY, state=before
    )
    found: list[Followup] = []
    for start in range(0, len(keys), AT_A_TIME):
        some = rows.filter(pk__in=keys[start : start + AT_A_TIME]).order_by("pk")
        locked = list(some.select_related("contract__provider").select_for_update(of=("self",)))
        Followup.objects.visible_to(access).filter(pk__in=[row.pk for row in locked]).update(
            state=after, cancelled_reason=reason, version=F("version") + 1
        )
        found += locked
    facts: Facts = {"before": before.value, "after": after.value, "reason": reason}
    entries = (Entry(f"followup.{event.value}", row, facts) for row in found)
    record_all(access, entries, place=Place(authority.pk, Secrecy.INTERNAL))
    return len(found)
