"""A second reader is named, assesses apart from the first, and is done."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.accounts.models import User
from insyn.criteria.models import ScaleLevel
from insyn.findings.models import (
    AreaAssessment,
    RequirementAssessment,
    SecondReader,
    SecondReading,
)
from insyn.findings.queries.assessing import is_demanded, reader_of, requirements_of
from insyn.findings.queries.second_reading import has_told_of_bias, possible_readers
from insyn.findings.rules.assessing import OUTDATED_READING
from insyn.findings.rules.second_reading import (
    COMPARED_STAYS,
    DEMANDED_STAYS,
    NOTHING_TO_READ,
    naming_refusal,
    unread_said,
    writing_refusal,
)
from insyn.findings.services.assessing import (
    RequirementFacts,
    locked_for_assessing,
    require_level_of_scale,
)
from insyn.findings.services.comparing import compare_if_done
from insyn.findings.services.wordings import check_wording
from insyn.followups.models import Followup, Reviewer
from insyn.followups.services import trail
from insyn.kernel.access import Access
from insyn.kernel.errors import Outdated, RuleViolation
from insyn.platform import clock
from insyn.platform.locking import locked_row


@transaction.atomic
def name_second_reader(
    access: Access, followup: Followup, *, user: User, version: int | None = None
) -> SecondReader:
    """Name who is to assess apart from the reviewers, or another instead of the one there was.

    Raises:
        RuleViolation: the person is a reviewer, has told of bias or has no role that carries
            out, there is nothing to read, the assessment can already be read, or the two have
            been compared.
        Outdated: somebody else changed it after the asker last read it.
    """
    row = locked_for_assessing(access, followup)
    _refuse_naming(access, row, user)
    found = reader_of(access, row)
    if found is None:
        if version:
            raise Outdated(_(OUTDATED_READING))
        reader = SecondReader(followup=row, user=user, asked_on=clock.today())
    else:
        reader = locked_row(SecondReader.objects.visible_to(access), pk=found.pk, version=version)
        if reader.compared_on is not None:
            raise RuleViolation(_(COMPARED_STAYS))
        if reader.user_id == user.pk:
            return reader
        SecondReading.objects.visible_to(access).filter(reader=reader).delete()
        reader.user, reader.asked_on, reader.done_on = user, clock.today(), None
        reader.version += 1
    reader.save()
    trail.note(access, "second_reading.named", row, {"reviewer": str(user)})
    return reader


def _refuse_naming(access: Access, followup: Followup, user: User) -> None:
    reviewers = Reviewer.objects.visible_to(access).filter(followup=followup, user=user)
    areas = AreaAssessment.objects.visible_to(access).filter(followup=followup)
    levels = RequirementAssessment.objects.visible_to(access).filter(followup=followup)
    has_reader = reader_of(access, followup) is not None
    refusal = naming_refusal(
        is_reviewer=reviewers.exists(),
        is_biased=has_told_of_bias(access, followup, user.pk),
        has_begun=not has_reader and (bool(followup.outcome) or areas.exists() or levels.exists()),
        is_demanded=is_demanded(followup),
    )
    if refusal:
        raise RuleViolation(_(refusal))
    if not requirements_of(access, followup):
        raise RuleViolation(_(NOTHING_TO_READ))
    if not possible_readers(access, followup).filter(pk=user.pk).exists():
        raise RuleViolation(_("Välj någon som får göra uppföljningar hos nämnden."))


@transaction.atomic
def remove_second_reader(access: Access, followup: Followup, *, version: int | None = None) -> None:
    """Take the second reader away, with what they had written; not when the form demands one.

    Raises:
        RuleViolation: the form demands two, or the two have been compared.
        Outdated: somebody else changed it after the asker last read it.
    """
    row = locked_for_assessing(access, followup)
    found = reader_of(access, row)
    if found is None:
        raise Outdated(_(OUTDATED_READING))
    reader = locked_row(SecondReader.objects.visible_to(access), pk=found.pk, version=version)
    if reader.compared_on is not None:
        raise RuleViolation(_(COMPARED_STAYS))
    if is_demanded(row):
        raise RuleViolation(_(DEMANDED_STAYS))
    reader.delete()
    trail.note(access, "second_reading.removed", row, {"reviewer": str(found.user)})


def _own_reader(access: Access, followup: Followup) -> SecondReader:
    found = reader_of(access, followup)
    is_reader = found is not None and found.user_id == access.user_id
    is_done = found is not None and found.done_on is not None
    reviews = Reviewer.objects.visible_to(access).active().filter(followup=followup)
    is_reviewer = is_reader and reviews.filter(user=access.user_id).exists()
    refusal = writing_refusal(is_reader=is_reader, is_done=is_done, is_reviewer=is_reviewer)
    if refusal or found is None:
        raise RuleViolation(_(refusal))
    return found


@transaction.atomic
def read_requirements(
    access: Access, followup: Followup, *, facts: Sequence[RequirementFacts]
) -> int:
    """Write the second reader's own assessments; return how many were changed.

    The trail says that it was done and never which level.

    Raises:
        RuleViolation: the asker is not the second reader, is done or is a reviewer, a wording
            was not valid that day, a level is of another scale, or the follow-up has been sent.
        Outdated: the asker wrote the same from elsewhere after the page was read.
    """
    row = locked_for_assessing(access, followup)
    reader = _own_reader(access, row)
    rows = SecondReading.objects.visible_to(access).filter(reader=reader)
    present = {one.wording_id: one for one in rows.select_for_update(of=("self",))}
    changed = 0
    for one in facts:
        check_wording(row, one.wording)
        require_level_of_scale(row, one.level)
        found = present.get(one.wording.pk) or SecondReading(
            reader=reader, wording=one.wording, version=0
        )
        if one.version is not None and one.version != found.version:
            raise Outdated(_(OUTDATED_READING))
        changed += _written(found, one)
    if changed:
        trail.note(access, "second_reading.written", row, {"requirements": changed})
    return changed


def _written(row: SecondReading, facts: RequirementFacts) -> bool:
    own = facts.level if isinstance(facts.level, ScaleLevel) else None
    said = (own.counts_as if own else str(facts.level), own.pk if own else None, facts.note.strip())
    if (row.level, row.scale_level_id, row.note) == said:
        return False
    row.level, row.scale_level_id, row.note = said
    row.version += 1
    row.save()
    return True


@transaction.atomic
def finish_reading(
    access: Access, followup: Followup, *, version: int | None = None
) -> SecondReader:
    """Let the second reader say that they are done; the two are compared when the first is too.

    Raises:
        RuleViolation: a requirement is left, or the asker is not the second reader.
        Outdated: it was changed from elsewhere.
    """
    row = locked_for_assessing(access, followup)
    found = _own_reader(access, row)
    reader = locked_row(SecondReader.objects.visible_to(access), pk=found.pk, version=version)
    requirements = requirements_of(access, row)
    read = set(
        SecondReading.objects.visible_to(access)
        .filter(reader=reader)
        .values_list("wording", flat=True)
    )
    left = sum(1 for asked in requirements if asked.wording.pk not in read)
    if left:
        raise RuleViolation(_(unread_said(left)))
    reader.done_on = clock.today()
    reader.version += 1
    reader.save(update_fields=["done_on", "version"])
    trail.note(access, "second_reading.done", row)
    compare_if_done(access, row, reader, requirements=requirements)
    return reader
