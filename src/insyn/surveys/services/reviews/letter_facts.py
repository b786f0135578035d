"""What the letter with feedback says about one response."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils import timezone

from insyn.findings.models import Finding
from insyn.findings.rules import FindingKind
from insyn.findings.rules.inspectorate import SERIOUS
from insyn.followups.models import Followup
from insyn.kernel import orgnr
from insyn.kernel.access import Access
from insyn.surveys.letters.feedback import AnsweredLine, FeedbackFacts, FoundItem
from insyn.surveys.models import SurveyResponse
from insyn.surveys.queries.beside_others import beside_others, may_compare
from insyn.surveys.queries.grounds import legal_ground
from insyn.surveys.queries.reviewing import SectionReviewed, reviewing
from insyn.surveys.queries.words import name_of
from insyn.surveys.rules.beside_others import ComparedArea
from insyn.surveys.rules.comparison import (
    Board,
)


def feedback_facts(
    access: Access,
    response: SurveyResponse,
    followup: Followup,
    *,
    everybody: Mapping[int, Board],
    plan_due_on: date | None = None,
) -> FeedbackFacts:
    """Return what the letter says. ``everybody`` is as ``everybody_in`` gives it for the round."""
    page = reviewing(access, response)
    authority, contract = response.round.authority, followup.contract
    rows = list(Finding.objects.visible_to(access).filter(followup=followup))
    compared = beside_others(access, response, everybody)
    return FeedbackFacts(
        authority=authority.name,
        municipality=authority.municipality.name,
        administration=authority.administration,
        contact=response.round.contact,
        provider=contract.provider.name,
        org_number=orgnr.show(contract.provider.org_number),
        subject=name_of(response),
        survey=response.round.title,
        followup=followup.number,
        agreement=contract.agreement.title,
        case_number=contract.agreement.case_number,
        submitted_on=timezone.localdate(response.submitted_at),
        ground=legal_ground(response),
        assessment=followup.overall_assessment,
        areas=tuple((area.name, _lines(area)) for area in page.sections),
        compared=compared,
        is_running=not may_compare(response.round),
        deficiencies=_items(rows, FindingKind.DEFICIENCY),
        development=_items(rows, FindingKind.DEVELOPMENT_AREA),
        strengths=_strengths(rows, compared),
        plan_due_on=plan_due_on,
    )


def _lines(area: SectionReviewed) -> tuple[AnsweredLine, ...]:
    return tuple(
        AnsweredLine(one.number, one.asked.text, one.words)
        for one in area.questions
        if not one.is_own
    )


def _items(rows: Sequence[Finding], kind: FindingKind) -> tuple[FoundItem, ...]:
    return tuple(
        FoundItem(
            area=row.area,
            seen=row.text,
            requirement=row.requirement,
            required_result=row.required_result,
            severity=row.shown_severity.label if row.severity in SERIOUS else "",
            due_on=row.due_on,
        )
        for row in rows
        if row.kind == kind
    )


def _strengths(rows: Sequence[Finding], compared: Sequence[ComparedArea]) -> tuple[str, ...]:
    """Return what is good: what was noted as such, and areas where all is met and nothing found."""
    noted = [f"{row.area}: {row.text}" for row in rows if row.kind == FindingKind.GOOD_PRACTICE]
    found = {row.area for row in rows}
    whole = [
        f"{area.name}: alla svar uppfyller det som frågorna gäller."
        for area in compared
        if area.own == _WHOLE and area.name not in found
    ]
    return (*noted, *whole)


_WHOLE = 100
