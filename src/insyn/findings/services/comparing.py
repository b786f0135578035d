"""Two who have assessed the same requirements apart are compared, and what differs is settled."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.criteria.models import ScaleLevel
from insyn.criteria.rules import Level
from insyn.findings.models import RequirementAssessment, SecondReader, SecondReading
from insyn.findings.queries.assessing import Asked, reader_of
from insyn.findings.rules.assessing import FIRST_IS_ANOTHER
from insyn.findings.rules.second_reading import NOT_COMPARED, REASON_MISSING
from insyn.findings.services.bias import refuse_biased
from insyn.followups.models import Followup
from insyn.followups.services import locked_unsent, trail
from insyn.kernel.access import Access
from insyn.kernel.errors import RuleViolation
from insyn.platform import clock
from insyn.platform.locking import locked_row


def compare_if_done(
    access: Access,
    followup: Followup,
    reader: SecondReader | None,
    *,
    requirements: Sequence[Asked],
) -> bool:
    """Compare the two when both have assessed every requirement; tell whether it was done now.

    What the first had come to is kept, so that agreement is measured on it whatever is settled.
    """
    if reader is None or reader.done_on is None or reader.compared_on is not None:
        return False
    if not requirements or any(asked.assessment is None for asked in requirements):
        return False
    firsts = {row.wording.pk: row.assessment for row in requirements}
    readings = list(SecondReading.objects.visible_to(access).filter(reader=reader))
    for reading in readings:
        first = firsts.get(reading.wording_id)
        if first is not None:
            reading.first_level = first.level
            reading.first_scale_level_id = first.scale_level_id
    rows = SecondReading.objects.visible_to(access)
    rows.bulk_update(readings, ["first_level", "first_scale_level"])
    reader.compared_on = clock.today()
    reader.version += 1
    reader.save(update_fields=["compared_on", "version"])
    trail.note(access, "second_reading.compared", followup, {"requirements": len(readings)})
    return True


@transaction.atomic
def settle_reading(
    access: Access,
    reading: SecondReading,
    *,
    level: Level | ScaleLevel,
    reason: str,
    version: int | None = None,
) -> SecondReading:
    """Settle on which level the requirement ends, and why; the reviewers do it.

    Raises:
        RuleViolation: the two are not compared, no reason is given, the level is of another
            scale, the follow-up has been sent, or the asker is the second reader or has told of
            bias.
        Outdated: somebody else settled it after the asker last read it.
    """
    refusal = _("Uppföljningen är skickad, avslutad eller inställd. Resultatet ändras inte längre.")
    followup = locked_unsent(access, reading.reader.followup, refusal=refusal)
    refuse_biased(access, followup)
    row = locked_row(SecondReading.objects.visible_to(access), pk=reading.pk, version=version)
    reader = reader_of(access, followup)
    if reader is None or reader.compared_on is None or not row.first_level:
        raise RuleViolation(_(NOT_COMPARED))
    if reader.user_id == access.user_id:
        raise RuleViolation(_(FIRST_IS_ANOTHER))
    if not reason.strip():
        raise RuleViolation(_(REASON_MISSING))
    own = level if isinstance(level, ScaleLevel) else None
    if own is not None and own.scale_id != followup.template_version.scale_id:
        raise RuleViolation(_("Välj en av nivåerna på mallens skala."))
    assessment = _settled(access, followup, row, own.counts_as if own else str(level), own)
    row.settled_on, row.settled_by_id = clock.today(), access.user_id
    row.settled_reason = reason.strip()
    row.version += 1
    row.save(update_fields=["settled_on", "settled_by", "settled_reason", "version"])
    facts = {
        "requirement": row.wording.number, "reason": row.settled_reason,
        "before": row.first_word or row.first_level,
        "after": assessment.own_word or assessment.level,
    }  # fmt: skip
    trail.note(access, "second_reading.settled", followup, facts)
    return row


def _settled(
    access: Access, followup: Followup, reading: SecondReading, level: str, own: ScaleLevel | None
) -> RequirementAssessment:
    rows = RequirementAssessment.objects.visible_to(access)
    found = rows.filter(followup=followup, wording=reading.wording_id).get()
    row = locked_row(rows, pk=found.pk)
    row.level, row.scale_level = level, own
    row.assessed_by_id, row.assessed_on = access.user_id, clock.today()
    row.version += 1
    row.save()
    return row
