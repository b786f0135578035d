"""The figures of a joint report, each with the follow-ups it counts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from insyn.findings.rules import FindingKind
from insyn.followups.rules import Outcome
from insyn.measures.rules import APPROVED_OR_LATER
from insyn.reports.rules.facts import FollowupFacts, ReportFacts

FIGURE_LABELS: Mapping[str, str] = {
    "followups": "Uppföljningar",
    "promised": "Utlovade uppföljningar",
    "providers": "Utförare",
    "plans_requested": "Begärda åtgärdsplaner",
    "plans_approved": "Godkända åtgärdsplaner",
    "complying": "Följer kraven till slut",
    "deficiencies": "Uppföljningar med brist",
    "development_areas": "Uppföljningar med utvecklingsområde",
    "good_practices": "Uppföljningar med gott exempel",
}
"""Key → label of the figures that every joint report has, in the order they are shown."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure and what stands behind it."""

    key: str
    label: str
    value: int
    followup_ids: tuple[int, ...]


FigureMap = Mapping[str, Figure]


def _found(kind: FindingKind) -> Callable[[FollowupFacts], bool]:
    return lambda followup: any(f.kind == kind for f in followup.findings)


def _complies(followup: FollowupFacts) -> bool:
    return followup.outcome in {Outcome.COMPLIES, Outcome.COMPLIES_AFTER_ACTION_PLAN}


def _is_approved(followup: FollowupFacts) -> bool:
    return followup.plan is not None and followup.plan.state in APPROVED_OR_LATER


COUNTED: Mapping[str, Callable[[FollowupFacts], bool]] = {
    "followups": lambda _: True,
    "plans_requested": lambda f: f.plan is not None,
    "plans_approved": _is_approved,
    "complying": _complies,
    "deficiencies": _found(FindingKind.DEFICIENCY),
    "development_areas": _found(FindingKind.DEVELOPMENT_AREA),
    "good_practices": _found(FindingKind.GOOD_PRACTICE),
}


def figures_of(facts: ReportFacts) -> dict[str, Figure]:
    """Return every figure of the report by key.

    Each but ``promised`` and ``providers`` is the number of its ``followup_ids``. Figures per
    authority have the key ``authority-<id>`` and count what that authority did.
    """
    found = {key: _count(facts, key, keep) for key, keep in COUNTED.items()}
    ids = found["followups"].followup_ids
    found["providers"] = Figure(
        "providers",
        FIGURE_LABELS["providers"],
        len({followup.org_number for followup in facts.followups}),
        ids,
    )
    if facts.shares:
        promised = sum(share.promised for share in facts.shares)
        found["promised"] = Figure("promised", FIGURE_LABELS["promised"], promised, ids)
    ordered = {key: found[key] for key in FIGURE_LABELS if key in found}
    return ordered | _per_authority(facts)


def _count(facts: ReportFacts, key: str, keep: Callable[[FollowupFacts], bool]) -> Figure:
    ids = tuple(followup.followup_id for followup in facts.followups if keep(followup))
    return Figure(key, FIGURE_LABELS[key], len(ids), ids)


def _per_authority(facts: ReportFacts) -> dict[str, Figure]:
    figures = {}
    for share in facts.shares:
        ids = tuple(f.followup_id for f in facts.followups if f.made_by == share.municipality)
        key = f"authority-{share.authority_id}"
        figures[key] = Figure(key, f"Uppföljningar gjorda av {share.municipality}", len(ids), ids)
    return figures
