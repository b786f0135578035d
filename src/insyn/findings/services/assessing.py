"""Assessing a follow-up's requirements, one by one or a whole area at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.audit.rules import Facts
from insyn.audit.services import Entry, Place, record_all
from insyn.criteria.models import ScaleLevel
from insyn.criteria.rules import Level
from insyn.findings.models import RequirementAssessment, SecondReader, SecondReading
from insyn.findings.queries.assessing import is_demanded, reader_of, requirements_of
from insyn.findings.rules.assessing import FIRST_IS_ANOTHER, LEVEL_CHANGED_AFTER
from insyn.findings.services.bias import refuse_biased
from insyn.findings.services.comparing import compare_if_done
from insyn.findings.services.wordings import check_wording
from insyn.followups.models import Followup
from insyn.followups.services import locked_unsent
from insyn.kernel.access import Access, Secrecy
from insyn.kernel.errors import Outdated, RuleViolation
from insyn.platform import clock
from insyn.requirements.models import RequirementVersion

OUTDATED = "Någon annan har bedömt kravet %(number)s medan du läste. Läs in sidan igen."


@dataclass(frozen=True, slots=True)
class RequirementFacts:
    """How one requirement is assessed. ``version`` is what the page showed, 0 for none."""

    wording: RequirementVersion
    level: Level | ScaleLevel
    note: str = ""
    version: int | None = None


def locked_for_assessing(access: Access, followup: Followup) -> Followup:
    """Return the follow-up locked, to one who may carry it out and while it is not sent.

    Raises:
        RuleViolation: it has been sent or has ended, or the asker has told of bias in it.
    """
    refusal = _("Uppföljningen är skickad, avslutad eller inställd. Resultatet ändras inte längre.")
    row = locked_unsent(access, followup, refusal=refusal)
    refuse_biased(access, row)
    return row


def require_level_of_scale(followup: Followup, level: Level | ScaleLevel) -> None:
    """Demand a level of the template's own scale, or of the standard when it has none.

    Raises:
        RuleViolation: the level is of another scale.
    """
    scale = followup.template_version.scale_id
    if isinstance(level, ScaleLevel):
        is_right = level.scale_id == scale
    else:
        is_right = scale is None or level in {Level.NOT_ASSESSED, Level.NOT_APPLICABLE}
    if not is_right:
        raise RuleViolation(_("Välj en av nivåerna på mallens skala."))


def refuse_second_reader(access: Access, reader: SecondReader | None) -> None:
    """Demand that the asker is not the one who is to assess apart from the first.

    Raises:
        RuleViolation: they are.
    """
    if reader is not None and access.user_id is not None and reader.user_id == access.user_id:
        raise RuleViolation(_(FIRST_IS_ANOTHER))


@transaction.atomic
def assess_requirement(
    access: Access, followup: Followup, *, facts: RequirementFacts
) -> RequirementAssessment:
    """Assess one requirement, or say expressly that it is not assessed.

    Raises:
        RuleViolation: the wording was not valid that day, the level is of another scale, the
            follow-up has been sent, or the asker is its second reader.
        Outdated: somebody else assessed it after the asker last read it.
    """
    assess_requirements(access, followup, facts=[facts])
    rows = RequirementAssessment.objects.visible_to(access)
    return rows.get(followup=followup, wording=facts.wording)


@transaction.atomic
def assess_requirements(
    access: Access, followup: Followup, *, facts: Sequence[RequirementFacts]
) -> int:
    """Assess many requirements in one step; return how many were changed.

    All or none: one that somebody else has changed stops the whole. When the second reader is
    done and this makes the first done too, the two are compared.

    Raises:
        RuleViolation: as for one requirement.
        Outdated: somebody else assessed one of them first; the sentence names it.
    """
    row = locked_for_assessing(access, followup)
    reader = reader_of(access, row)
    refuse_second_reader(access, reader)
    present = _present(access, row, facts)
    written = _written_by_both(access, reader)
    changed: list[tuple[RequirementAssessment, str | None]] = []
    for one in facts:
        check_wording(row, one.wording)
        require_level_of_scale(row, one.level)
        found = present.get(one.wording.pk)
        _require_latest(one, found)
        made = _changed(access, row, one, found)
        if made is None:
            continue
        if one.wording.pk in written and (found is None or _said(found) != _said(made[0])):
            raise RuleViolation(_(LEVEL_CHANGED_AFTER))
        changed.append(made)
    _save(access, row, changed, is_told=reader is None and not is_demanded(row))
    compare_if_done(access, row, reader, requirements=requirements_of(access, row))
    return len(changed)


def _present(
    access: Access, followup: Followup, facts: Iterable[RequirementFacts]
) -> Mapping[int, RequirementAssessment]:
    keys = [one.wording.pk for one in facts]
    rows = RequirementAssessment.objects.visible_to(access).filter(followup=followup)
    some = rows.filter(wording__in=keys).select_related("scale_level")
    return {row.wording_id: row for row in some.select_for_update(of=("self",))}


def _written_by_both(access: Access, reader: SecondReader | None) -> frozenset[int]:
    """Return the wordings that the two have been compared about: their levels are settled."""
    if reader is None or reader.compared_on is None:
        return frozenset()
    rows = SecondReading.objects.visible_to(access).filter(reader=reader)
    return frozenset(rows.values_list("wording", flat=True))


def _require_latest(facts: RequirementFacts, found: RequirementAssessment | None) -> None:
    if facts.version is not None and facts.version != (found.version if found else 0):
        raise Outdated(_(OUTDATED) % {"number": facts.wording.number})


def _said(row: RequirementAssessment) -> tuple[str, int | None]:
    return row.level, row.scale_level_id


def _changed(
    access: Access, followup: Followup, facts: RequirementFacts, found: RequirementAssessment | None
) -> tuple[RequirementAssessment, str | None] | None:
    """Return the row as it is to be with what it said before; None when nothing changes."""
    own = facts.level if isinstance(facts.level, ScaleLevel) else None
    level, note = (own.counts_as if own else str(facts.level)), facts.note.strip()
    before = None
    if found is not None:
        before = found.own_word or found.level
        if (found.level, found.scale_level, found.note) == (level, own, note):
            return None
    row = RequirementAssessment(
        pk=found.pk if found else None, followup=followup, wording=facts.wording,
        version=found.version + 1 if found else 1,
    )  # fmt: skip
    row.level, row.scale_level, row.note = level, own, note
    row.assessed_by_id, row.assessed_on = access.user_id, clock.today()
    return row, before


FIELDS = ["level", "scale_level", "note", "assessed_by", "assessed_on", "version"]


def _save(
    access: Access,
    followup: Followup,
    changed: Sequence[tuple[RequirementAssessment, str | None]],
    *,
    is_told: bool,
) -> None:
    """Save the rows and a line about each; without the levels when two assess apart."""
    rows = [row for row, _before in changed]
    made = RequirementAssessment.objects.visible_to(access)
    made.bulk_create([row for row in rows if row.version == 1])
    made.bulk_update([row for row in rows if row.version > 1], FIELDS)
    entries = [
        Entry("followup.requirement_assessed", followup, _facts(row, before, is_told=is_told))
        for row, before in changed
    ]
    if entries:
        place = Place(followup.authority_id, Secrecy(followup.secrecy))
        record_all(access, entries, place=place)


def _facts(row: RequirementAssessment, before: str | None, *, is_told: bool) -> Facts:
    named: Facts = {"requirement": row.wording.number}
    if not is_told:
        return named
    return {**named, "before": before, "after": row.own_word or row.level}
