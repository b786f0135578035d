"""The requirements of a follow-up: how each is assessed, and what that says of areas and whole."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F

from insyn.criteria.models import Question, Section
from insyn.criteria.rules import Level
from insyn.findings.models import RequirementAssessment, SecondReader, SecondReading
from insyn.findings.models.assessing import OfSecondReader
from insyn.findings.queries.in_depth import InDepth, in_depth_of
from insyn.findings.rules.assessing import (
    Judged,
    Proposal,
    ShownShare,
    proposed_area,
    requirement_score,
    score_is_hidden,
    share_shown,
    unassessed_said,
)
from insyn.findings.rules.second_reading import Standing, reading_lacks
from insyn.followups.models import Followup
from insyn.followups.rules import BEFORE_SENT, Kind, State
from insyn.kernel.access import Access
from insyn.requirements.models import RequirementVersion


@dataclass(frozen=True, slots=True)
class Asked:
    """A requirement in the wording of the follow-up's day, and how it is assessed.

    ``questions`` are those of the template that ask about it; the area is that of the first.
    Without any, the template cannot be seen by the asker or no longer asks. ``is_in_depth``
    says that the follow-up was decided to take it up in depth.
    """

    wording: RequirementVersion
    questions: tuple[Question, ...]
    assessment: RequirementAssessment | None
    is_in_depth: bool = False

    @property
    def section(self) -> Section | None:
        return self.questions[0].section if self.questions else None

    @property
    def section_id(self) -> int | None:
        return self.questions[0].section_id if self.questions else None

    @property
    def question_ids(self) -> list[int]:
        return [question.pk for question in self.questions]

    @property
    def level(self) -> Level | None:
        return self.assessment.shown_level if self.assessment else None

    @property
    def judged(self) -> Judged:
        row = self.wording
        return Judged(row.number, self.level, is_critical=row.is_critical, weight=row.weight)

    @property
    def met_when(self) -> list[str]:
        """Return what the questions say counts as met."""
        return list(dict.fromkeys(one.met_when for one in self.questions if one.met_when))


def day_of(followup: Followup) -> date:
    """Return the day whose wordings the follow-up is judged by."""
    return followup.carried_out_on or followup.planned_for


def reader_of(access: Access, followup: Followup) -> SecondReader | None:
    """Return who reads a second time, with the person. One query."""
    rows = SecondReader.objects.visible_to(access).filter(followup=followup)
    return rows.select_related("user").first()


def is_blind(access: Access, followup: Followup, reader: SecondReader | None) -> bool:
    """Tell whether the asker is a second reader who must not see the first's levels yet."""
    return (
        reader is not None
        and access.user_id is not None
        and reader.user_id == access.user_id
        and reader.compared_on is None
        and State(followup.state) in BEFORE_SENT
    )


def blind_reader_of(access: Access, followup: Followup) -> SecondReader | None:
    """Return the asker's own second reading while it must be blind, else None.

    No query when the follow-up has been sent, at most one otherwise.
    """
    if access.user_id is None or State(followup.state) not in BEFORE_SENT:
        return None
    reader = reader_of(access, followup)
    return reader if is_blind(access, followup, reader) else None


def is_demanded(followup: Followup) -> bool:
    """Tell whether the follow-up's form says that two assess apart."""
    return followup.form is not None and followup.form.uses_second_reader


def requirements_of(
    access: Access, followup: Followup, *, is_bare: bool = False, scope: InDepth | None = None
) -> list[Asked]:
    """Return the follow-up's requirements in the template's order. Three queries, four in depth.

    What the follow-up takes up in depth is marked, and its areas come first.
    Those of the follow-up's agreement that the template asks about, as they read on the day of
    the follow-up; also those that were assessed in a wording that stands outside it. With
    ``is_bare`` nothing is said of how they were assessed. Whoever has read the scope passes it.
    """
    asked = _questions_by_requirement(access, followup)
    rows = RequirementVersion.objects.visible_to(access).filter(requirement__in=asked)
    wordings = rows.valid(day_of(followup)).select_related("requirement", "area")
    found = {row.pk: row for row in wordings}
    assessed = {} if is_bare else _assessed(access, followup)
    for row in assessed.values():
        found.setdefault(row.wording_id, row.wording)
    scope = in_depth_of(access, followup) if scope is None else scope
    every = [
        Asked(
            row,
            tuple(asked.get(row.requirement_id, ())),
            assessed.get(row.pk),
            row.requirement_id in scope.requirements,
        )
        for row in found.values()
    ]
    return sorted(every, key=lambda row: (not scope.holds(row.section), *_place(row)))


def _place(row: Asked) -> tuple[Any, ...]:
    section = row.section
    requirement = row.wording.requirement
    number = section.number if section else 10_000
    return (number, requirement.position, row.wording.number_key, row.wording.pk)


def _questions_by_requirement(access: Access, followup: Followup) -> dict[int, list[Question]]:
    rows = (
        Question.objects.visible_to(access)
        .filter(
            section__version=followup.template_version_id,
            requirements__agreement=followup.contract.agreement_id,
        )
        .annotate(asks_about=F("requirements"))
        .select_related("section")
        .order_by("section__number", "number")
    )
    asked: dict[int, list[Question]] = {}
    for row in rows:
        asked.setdefault(row.asks_about, []).append(row)  # type: ignore[attr-defined]
    return asked


def _assessed(access: Access, followup: Followup) -> dict[int, RequirementAssessment]:
    rows = RequirementAssessment.objects.visible_to(access).filter(followup=followup)
    related = rows.select_related("wording__requirement", "wording__area", "scale_level")
    return {row.wording_id: row for row in related}


@dataclass(frozen=True, slots=True)
class AreaOfRequirements:
    """An area with its requirements; ``section`` is None for those outside the template."""

    section: Section | None
    rows: Sequence[Asked]

    @property
    def done(self) -> int:
        return sum(1 for row in self.rows if row.assessment)

    @property
    def left(self) -> int:
        return len(self.rows) - self.done

    @property
    def proposal(self) -> Proposal | None:
        return proposed_area([row.judged for row in self.rows])


def by_area(rows: Iterable[Asked]) -> list[AreaOfRequirements]:
    """Return the requirements under their areas, in order."""
    areas: dict[int | None, list[Asked]] = {}
    for row in rows:
        areas.setdefault(row.section_id, []).append(row)
    return [AreaOfRequirements(found[0].section, found) for found in areas.values()]


@dataclass(frozen=True, slots=True)
class Assessing:
    """What the requirements say of a follow-up, to one asker.

    ``share`` is None while the template hides it, ``hides_share`` says that it does.
    """

    areas: Sequence[AreaOfRequirements]
    scope: InDepth
    reader: SecondReader | None
    standing: Standing
    is_blind: bool
    share: ShownShare | None
    hides_share: bool

    @property
    def rows(self) -> list[Asked]:
        return [row for area in self.areas for row in area.rows]

    @property
    def total(self) -> int:
        return sum(len(area.rows) for area in self.areas)

    @property
    def done(self) -> int:
        return sum(area.done for area in self.areas)

    @property
    def by_section(self) -> Mapping[int | None, AreaOfRequirements]:
        return {area.section.pk if area.section else None: area for area in self.areas}

    def lacks(self, followup: Followup) -> list[str]:
        """Return what stands between the requirements and a settled assessment, in sentences.

        A follow-up by survey is assessed by its answers.
        """
        if followup.kind == Kind.SURVEY:
            return []
        left = [area for area in self.areas if area.left]
        named = [(area.section.name if area.section else "–", area.left) for area in left]
        said = reading_lacks(self.standing)
        return [unassessed_said(name, count) for name, count in named] + ([said] if said else [])


def assessing_of(access: Access, followup: Followup) -> Assessing:
    """Return the requirements with all that they say. Four queries, five while compared."""
    reader = reader_of(access, followup)
    blind = is_blind(access, followup, reader)
    scope = in_depth_of(access, followup)
    rows = requirements_of(access, followup, is_bare=blind, scope=scope)
    version = followup.template_version
    hides = version.is_scored and (
        blind or score_is_hidden(State(followup.state), hides_score=version.hides_score)
    )
    shown = version.is_scored and not hides
    return Assessing(
        areas=by_area(rows),
        scope=scope,
        reader=reader,
        standing=standing_of(access, followup, reader, requirements=len(rows)),
        is_blind=blind,
        share=share_shown(requirement_score(row.judged for row in rows)) if shown else None,
        hides_share=hides,
    )


def standing_of(
    access: Access, followup: Followup, reader: SecondReader | None, *, requirements: int
) -> Standing:
    """Return where the second reading is. One query when the two have been compared."""
    if reader is None:
        return Standing(is_demanded(followup), has_reader=False, requirements=requirements)
    is_compared = reader.compared_on is not None
    return Standing(
        is_demanded(followup),
        has_reader=True,
        is_done=reader.done_on is not None,
        is_compared=is_compared,
        differing=differing(access, reader).count() if is_compared else 0,
        requirements=requirements,
    )


def second_reading_lacks(access: Access, followup: Followup) -> str:
    """Return why the whole cannot be concluded for want of a second reading; empty if it can.

    At most two queries when nobody reads twice, and none when it has been sent.
    """
    if State(followup.state) not in BEFORE_SENT:
        return ""
    reader = reader_of(access, followup)
    if reader is None and not is_demanded(followup):
        return ""
    asked = requirements_of(access, followup, is_bare=True)
    return reading_lacks(standing_of(access, followup, reader, requirements=len(asked)))


def unsettled(access: Access) -> OfSecondReader:
    """Return the readings that came to another level than the first, and nobody has settled."""
    rows = SecondReading.objects.visible_to(access).filter(settled_on=None)
    told = rows.exclude(first_level="")
    return told.exclude(level=F("first_level"), scale_level=None).exclude(
        scale_level=F("first_scale_level")
    )


def differing(access: Access, reader: SecondReader) -> OfSecondReader:
    """Return those of one second reader."""
    return unsettled(access).filter(reader=reader)
