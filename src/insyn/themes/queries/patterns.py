"""What the follow-ups of the sample have shown together, never service by service."""

from collections import defaultdict
from collections.abc import Iterable

from insyn.criteria.rules import Level
from insyn.findings.models import AreaAssessment, Finding
from insyn.findings.rules import FindingKind
from insyn.followups.rules import State
from insyn.kernel.access import Access
from insyn.themes.models import ThematicReview
from insyn.themes.queries.sample import sample_of
from insyn.themes.rules.patterns import Pattern

ASSESSED = (State.ASSESSED, State.SENT, State.MEASURES, State.CLOSED)
"""A follow-up counts when its assessment has been settled."""
JUDGED = (Level.MET, Level.PARTLY, Level.NOT_MET)
SEEN = (FindingKind.DEFICIENCY, FindingKind.DEVELOPMENT_AREA, FindingKind.GOOD_PRACTICE)


def assessed_in(access: Access, review: ThematicReview) -> dict[int, int]:
    """Return the contract of each settled follow-up of the sample, by the follow-up's key."""
    rows = sample_of(access, review).filter(followup__state__in=ASSESSED).order_by()
    return dict(rows.values_list("followup_id", "contract_id"))


def areas_assessed(access: Access, followups: dict[int, int]) -> list[Pattern]:
    """Return how many services were assessed how, by area. One query."""
    rows = AreaAssessment.objects.visible_to(access).filter(
        followup__in=list(followups), level__in=JUDGED
    )
    seen: defaultdict[str, dict[int, str]] = defaultdict(dict)
    for followup, area, level in rows.values_list("followup_id", "section__name", "level"):
        seen[area][followups[followup]] = level
    return [
        Pattern(
            area,
            len(levels),
            {level.value: list(levels.values()).count(level) for level in JUDGED},
        )
        for area, levels in sorted(seen.items())
    ]


def areas_found(access: Access, followups: dict[int, int]) -> list[Pattern]:
    """Return in how many services something was found, by area and kind. One query."""
    rows = Finding.objects.visible_to(access).filter(followup__in=list(followups), kind__in=SEEN)
    found = rows.values_list("followup_id", "area", "kind")
    return _counted(found, followups, [kind.value for kind in SEEN])


def requirements_unmet(access: Access, followups: dict[int, int]) -> list[Pattern]:
    """Return in how many services each requirement was not met. One query."""
    rows = Finding.objects.visible_to(access).filter(
        followup__in=list(followups), kind=FindingKind.DEFICIENCY
    )
    found = rows.exclude(requirement="").values_list("followup_id", "requirement", "kind")
    return _counted(found, followups, [FindingKind.DEFICIENCY.value])


def _counted(
    found: Iterable[tuple[int, str, str]], followups: dict[int, int], codes: list[str]
) -> list[Pattern]:
    seen: defaultdict[str, defaultdict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for followup, heading, code in found:
        seen[heading][code].add(followups[followup])
    services = len(set(followups.values()))
    return [
        Pattern(heading, services, {code: len(by_code[code]) for code in codes})
        for heading, by_code in sorted(seen.items())
    ]
