"""Assessing the areas of a template, alone or with the requirements in them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.audit.rules import Facts
from insyn.criteria.models import ScaleLevel, Section
from insyn.criteria.rules import Level
from insyn.findings.models import AreaAssessment
from insyn.findings.queries.assessing import is_demanded, reader_of
from insyn.findings.services.assessing import (
    RequirementFacts,
    assess_requirements,
    locked_for_assessing,
    refuse_second_reader,
)
from insyn.followups.models import Followup
from insyn.followups.services import trail
from insyn.kernel.access import Access
from insyn.kernel.errors import RuleViolation
from insyn.platform.locking import locked_row


@transaction.atomic
def assess_area(
    access: Access,
    followup: Followup,
    *,
    section: Section,
    level: Level | ScaleLevel,
    note: str = "",
    version: int | None = None,
) -> AreaAssessment:
    """Assess one area of the template, or say expressly that it is not assessed.

    A template with a scale of its own is assessed by the levels of that scale; what a level
    counts as is kept beside it, so that scales can be compared. While two assess apart the
    trail does not say which level.

    Raises:
        RuleViolation: the area belongs to another template, the level to another scale, the
            follow-up has been sent, or the asker is its second reader.
        Outdated: somebody else assessed the area after the asker last read it.
    """
    row = locked_for_assessing(access, followup)
    if section.version_id != row.template_version_id:
        raise RuleViolation(_("Området hör inte till uppföljningens mall."))
    _require_area_level(row, level)
    reader = reader_of(access, row)
    refuse_second_reader(access, reader)
    assessment = _assessment(access, row, section, version)
    before = (assessment.own_word or assessment.level) if assessment.pk else None
    own = level if isinstance(level, ScaleLevel) else None
    assessment.level = own.counts_as if own else str(level)
    assessment.scale_level, assessment.note = own, note.strip()
    assessment.save()
    facts: Facts = {"area": section.name}
    if reader is None and not is_demanded(row):
        facts = {**facts, "before": before, "after": assessment.own_word or assessment.level}
    trail.note(access, "followup.area_assessed", row, facts)
    return assessment


def _require_area_level(followup: Followup, level: Level | ScaleLevel) -> None:
    scale = followup.template_version.scale_id
    if isinstance(level, ScaleLevel):
        is_right = level.scale_id == scale
    else:
        is_right = scale is None or level == Level.NOT_ASSESSED
    if not is_right:
        raise RuleViolation(_("Välj en av nivåerna på mallens skala."))


def _assessment(
    access: Access, followup: Followup, section: Section, version: int | None
) -> AreaAssessment:
    rows = AreaAssessment.objects.visible_to(access)
    found = rows.filter(followup=followup, section=section).first()
    if found is None:
        return AreaAssessment(followup=followup, section=section)
    locked = locked_row(rows, pk=found.pk, version=version)
    locked.version += 1
    return locked


@dataclass(frozen=True, slots=True)
class AreaFacts:
    """How an area is assessed; without a level it is left alone."""

    section: Section
    level: Level | ScaleLevel | None
    note: str = ""
    version: int | None = None


@transaction.atomic
def assess_whole_area(
    access: Access,
    followup: Followup,
    *,
    area: AreaFacts,
    requirements: Sequence[RequirementFacts],
) -> None:
    """Assess the requirements of an area and then the area, in one save.

    Raises:
        RuleViolation: as for a requirement or the area alone; then nothing is saved.
        Outdated: somebody else has changed something of it; then nothing is saved.
    """
    if requirements:
        assess_requirements(access, followup, facts=requirements)
    if area.level is not None:
        assess_area(
            access,
            followup,
            section=area.section,
            level=area.level,
            note=area.note,
            version=area.version,
        )
