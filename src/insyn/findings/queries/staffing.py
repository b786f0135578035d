"""What was counted on a visit, as the beginning of a deficiency."""

from typing import Any

from insyn.findings.rules import FindingKind
from insyn.followups.models import Followup
from insyn.kernel.access import Access
from insyn.papers.wording import swedish_date
from insyn.visits.models import StaffingCheck, Visit
from insyn.visits.rules.staffing import shortage_in_words
from insyn.visits.rules.times import clock_in_words


def deficiency_of_staffing(access: Access, followup: Followup, visit: str) -> dict[str, Any]:
    """Return what the form of a new deficiency begins with; nothing when nobody was missing.

    ``visit`` is the key of a visit of the follow-up, as an address says it. Two queries.
    """
    if not visit.isdecimal():
        return {}
    rows = Visit.objects.visible_to(access).filter(followup=followup, pk=int(visit))
    made = rows.exclude(visited_on=None).first()
    if made is None or made.visited_on is None:
        return {}
    checks = list(StaffingCheck.objects.visible_to(access).filter(visit=made))
    text = shortage_in_words(checks)
    if not text:
        return {}
    times = sorted({clock_in_words(row.counted_at, None) for row in checks})
    return {
        "kind": FindingKind.DEFICIENCY,
        "unit": made.unit_id,
        "seen_on": made.visited_on,
        "text": text,
        "evidence": (
            f"Schemat jämfört med dem som var på plats vid besöket den "
            f"{swedish_date(made.visited_on)}, räknat {' och '.join(times)}."
        ),
    }
