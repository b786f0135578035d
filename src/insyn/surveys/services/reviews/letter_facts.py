"""What the letter with feedback says about one response."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils import timezone

from insyn.findings.models import Finding
from insyn.findings.rules import FindingKind, Severity
from insyn.followups.models import Followup
from insyn.kernel import orgnr
from insyn.kernel.access import Access
from insyn.surveys.letters.feedback import AnsweredLine, ComparedArea, FeedbackFacts, FoundItem
from insyn.surveys.models import SurveyResponse, SurveyRound
from insyn.surveys.queries.grounds import legal_ground
from insyn.surveys.queries.questions import questions_of
from insyn.surveys.queries.reviewing import Reviewing, SectionReviewed, reviewing
from insyn.surveys.queries.scope import OWN_FORMS
from insyn.surveys.queries.tallies import tallies_of
from insyn.surveys.queries.words import name_of
from insyn.surveys.rules.comparison import (
    HIDDEN,
    NO_ANSWERS,
    Board,
    Spread,
    boards,
    merged,
    without,
)
from insyn.surveys.rules.questions import asked_in_round
from insyn.surveys.rules.tallying import Coder, Group


def boards_of(access: Access, survey_round: SurveyRound) -> dict[int, Board]:
    """Return everybody's answers to each question, as far as a provider may be told of them."""
    return boards(tallies_of(access, survey_round), own_forms=OWN_FORMS, sees_all=False)


def feedback_facts(
    access: Access,
    response: SurveyResponse,
    followup: Followup,
    *,
    everybody: Mapping[int, Board],
    plan_due_on: date | None = None,
) -> FeedbackFacts:
    """Return what the letter says. ``everybody`` is as ``boards_of`` gives it for the round."""
    page = reviewing(access, response)
    authority, contract = response.round.authority, followup.contract
    rows = list(Finding.objects.visible_to(access).filter(followup=followup))
    compared = _compared(page, everybody)
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
            is_serious=row.severity == Severity.MAJOR,
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


def _compared(page: Reviewing, everybody: Mapping[int, Board]) -> tuple[ComparedArea, ...]:
    if page.submission is None:
        return ()
    response, sections = page.response, questions_of(page.response.round)
    coder = Coder(asked_in_round(sections))
    group = Group(response.service_area_id, response.operating_form)
    mine: dict[int, Spread] = {}
    for cell, amount in coder.tallies(page.submission.answers, group).items():
        before = mine.get(cell.question, Spread())
        mine[cell.question] = Spread({**before.amounts, cell.answer: amount})
    return tuple(
        _area(section.name, [one.pk for one in section.questions], mine, everybody)
        for section in sections
    )


def _area(
    name: str, keys: Sequence[int], mine: Mapping[int, Spread], everybody: Mapping[int, Board]
) -> ComparedArea:
    own = merged(mine[key] for key in keys if key in mine)
    others = [
        without(everybody.get(key, NO_ANSWERS).total, mine[key].amounts if key in mine else {})
        for key in keys
    ]
    shown = [one for one in others if one is not HIDDEN and one.scored]
    return ComparedArea(
        name=name,
        own=own.per_cent,
        others=merged(shown).per_cent,
        number=max((one.number for one in shown), default=0),
    )
