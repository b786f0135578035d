"""The follow-ups of a survey: one per response, all made when the survey is sent."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from insyn.accounts.models import Authority
from insyn.audit.services import Entry, Place, record_all
from insyn.criteria.models import TemplateVersion
from insyn.followups.models import Followup
from insyn.followups.rules import Kind, Reason, State, next_number
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
