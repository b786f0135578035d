"""Visits and observations as the pages show them."""

from dataclasses import dataclass

from insyn.criteria.models import Question, Section
from insyn.criteria.queries import content_of
from insyn.criteria.queries.content import links_of
from insyn.criteria.queries.links import Asked, wordings_of
from insyn.followups.models import Followup, Reviewer
from insyn.followups.rules import BEFORE_SENT, BEFORE_START, State
from insyn.kernel.access import Access, Permission
from insyn.visits.models import Observation
from insyn.visits.queries.in_depth import areas_in_depth
from insyn.visits.queries.summary import VisitSummary, summary_of
from insyn.visits.rules import dates_disagree


@dataclass(frozen=True, slots=True)
class AreaShown:
    """An area of the template, its questions and what has been noted in it."""

    section: Section
    questions: tuple[Question, ...]
    observations: tuple[Observation, ...]
    is_in_depth: bool


@dataclass(frozen=True, slots=True)
class VisitsPage:
    """What the tab of visits and observations shows, and which of its buttons."""

    visits: tuple[VisitSummary, ...]
    reviewers: tuple[Reviewer, ...]
    areas: tuple[AreaShown, ...]
    has_two_dates: bool
    is_own: bool
    may_write: bool
    may_carry_out: bool


def visits_page(access: Access, followup: Followup) -> VisitsPage:
    """Return the visits and observations of a follow-up. Twelve queries."""
    visits = summary_of(access, followup)
    reviewers = Reviewer.objects.visible_to(access).filter(followup=followup)
    state = State(followup.state)
    may_write = may_note(access, followup)
    return VisitsPage(
        visits=visits,
        reviewers=tuple(reviewers.active().select_related("user")),
        areas=areas_of(access, followup),
        has_two_dates=dates_disagree(
            followup.carried_out_on,
            [shown.visit.visited_on for shown in visits if shown.visit.visited_on],
        ),
        is_own=followup.authority_id in access.authority_ids,
        may_write=may_write,
        may_carry_out=may_write and state not in BEFORE_START,
    )


def may_note(access: Access, followup: Followup) -> bool:
    """Tell whether to show buttons that change visits and observations."""
    may = access.may(Permission.CARRY_OUT_FOLLOWUP, authority_id=followup.authority_id)
    return may and State(followup.state) in BEFORE_SENT


def areas_of(access: Access, followup: Followup) -> tuple[AreaShown, ...]:
    """Return the areas of the follow-up's template with what has been noted.

    Those that the follow-up takes up in depth come first. Three queries, four in depth.
    """
    first = areas_in_depth(access, followup)
    noted: dict[int, list[Observation]] = {}
    observations = Observation.objects.visible_to(access).filter(followup=followup)
    for observation in observations.select_related("noted_by", "question", "visit").order_by("pk"):
        noted.setdefault(observation.section_id, []).append(observation)
    rows = [
        AreaShown(
            content.section,
            content.questions,
            tuple(noted.get(content.section.pk, ())),
            content.section.name in first,
        )
        for content in content_of(access, followup.template_version)
    ]
    return tuple(sorted(rows, key=lambda row: not row.is_in_depth))


@dataclass(frozen=True, slots=True)
class QuestionAsked:
    """A question and the requirements it tests, as they read on the follow-up's day."""

    question: Question
    requirements: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class AreaPage:
    """One area among the others, to walk through section by section."""

    area: AreaShown
    number: int
    total: int
    before: Section | None
    after: Section | None
    asked: tuple[QuestionAsked, ...]


def area_page(access: Access, followup: Followup, section_pk: int) -> AreaPage | None:
    """Return the area with the ways to the one before and after; None when there is none such."""
    areas = areas_of(access, followup)
    for place, area in enumerate(areas):
        if area.section.pk == section_pk:
            return AreaPage(
                area=area,
                number=place + 1,
                total=len(areas),
                before=areas[place - 1].section if place else None,
                after=areas[place + 1].section if place + 1 < len(areas) else None,
                asked=_asked_in(access, followup, area),
            )
    return None


def _asked_in(access: Access, followup: Followup, area: AreaShown) -> tuple[QuestionAsked, ...]:
    """Return the area's questions with their requirements. Two queries.

    A follow-up is judged against the wording that was valid on its day, also when the
    requirement has been reworded or renumbered since.
    """
    links = links_of(area.questions)
    ids = {key for keys in links.values() for key in keys}
    wordings = wordings_of(access, ids, followup.carried_out_on or followup.planned_for)
    return tuple(
        QuestionAsked(
            question, tuple(wordings[key] for key in links[question.pk] if key in wordings)
        )
        for question in area.questions
    )
