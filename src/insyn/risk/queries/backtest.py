"""What was found after an assessment. Nothing is stored: it is counted each time it is shown."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Count, F, QuerySet, When
from django.db.models.functions import Coalesce

from insyn.findings.models import Finding
from insyn.findings.rules.inspectorate import SERIOUS
from insyn.followups.models import Followup
from insyn.kernel.access import Access
from insyn.risk.models import Candidate, RiskAssessment, RiskScore
from insyn.risk.rules.backtest import (
    BandResult,
    Comparison,
    Outcome,
    Share,
    by_band,
    share_of,
)
from insyn.risk.rules.kinds import AssessmentScope, RiskBand
from insyn.risk.rules.states import Ground


@dataclass(frozen=True, slots=True)
class Backtest:
    """What the assessment said and what was found, with those judged but never followed up."""

    bands: list[BandResult]
    comparison: Comparison
    found: Share
    judged: int

    @property
    def unseen(self) -> int:
        return self.judged - self.found.total


def backtest_of(
    access: Access, assessment: RiskAssessment, *, until: date, only_major: bool
) -> Backtest:
    """Return what follow-ups, made after the assessment and until a day, found. Five queries.

    A contract that was followed up several times counts once, with all that was found.
    """
    scores = RiskScore.objects.visible_to(access).filter(assessment=assessment)
    hits = _hits(access, assessment, scores, until=until, only_major=only_major)
    judged = _judged(scores)
    outcomes = _outcomes(assessment, scores, hits)
    return Backtest(
        by_band(judged, outcomes),
        _comparison(access, assessment, hits),
        share_of(one.is_hit for one in outcomes),
        sum(judged.values()),
    )


def _standing() -> Case:
    return Case(When(override="", then=F("band")), default=F("override"))


def _judged(scores: QuerySet[RiskScore]) -> dict[RiskBand, int]:
    rows = scores.order_by().annotate(standing=_standing()).values_list("standing")
    return {RiskBand(band): count for band, count in rows.annotate(count=Count("pk"))}


def _hits(
    access: Access,
    assessment: RiskAssessment,
    scores: QuerySet[RiskScore],
    *,
    until: date,
    only_major: bool,
) -> dict[tuple[int, int], bool]:
    """Return whether a deficiency was found, for each contract (agreement, contract) looked at."""
    rows = Followup.objects.visible_to(access).reported().order_by()
    dated = rows.annotate(done_on=Coalesce("carried_out_on", "reported_on"))
    rows = dated.filter(done_on__gt=assessment.as_of, done_on__lte=until)
    if assessment.scope == AssessmentScope.CONTRACTS:
        rows = rows.filter(contract__in=scores.order_by().values("contract"))
    else:
        rows = rows.filter(contract__agreement__in=scores.order_by().values("agreement"))
    deficient = Finding.objects.visible_to(access).deficiencies().order_by()
    if only_major:
        deficient = deficient.filter(severity__in=SERIOUS)
    with_hit = set(deficient.filter(followup__in=rows.values("pk")).values_list("followup"))
    found: dict[tuple[int, int], bool] = defaultdict(bool)
    for followup, agreement, contract in rows.values_list("pk", "contract__agreement", "contract"):
        found[agreement, contract] |= (followup,) in with_hit
    return found


def _outcomes(
    assessment: RiskAssessment,
    scores: QuerySet[RiskScore],
    hits: Mapping[tuple[int, int], bool],
) -> list[Outcome]:
    """Return what was found of each thing judged: the contract, or all of the agreement."""
    if assessment.scope == AssessmentScope.CONTRACTS:
        by_row, column = {contract: hit for (_one, contract), hit in hits.items()}, "contract"
    else:
        by_row, column = _by_agreement(hits.items()), "agreement"
    chosen = scores.filter((f"{column}__in", list(by_row))).order_by()
    listed = chosen.annotate(standing=_standing()).values_list(column, "standing")
    return [Outcome(RiskBand(band), by_row[key]) for key, band in listed]


def _by_agreement(hits: Iterable[tuple[tuple[int, int], bool]]) -> dict[int, bool]:
    found: dict[int, bool] = defaultdict(bool)
    for (agreement, _contract), hit in hits:
        found[agreement] |= hit
    return found


def _comparison(
    access: Access, assessment: RiskAssessment, hits: Mapping[tuple[int, int], bool]
) -> Comparison:
    """Return what was found of those chosen for their risk, and of those drawn as a control."""
    rows = Candidate.objects.visible_to(access).filter(
        selection__assessment=assessment, is_chosen=True
    )
    by_contract = {contract: hit for (_agreement, contract), hit in hits.items()}
    grounds: dict[str, set[int]] = defaultdict(set)
    for ground, contract in rows.order_by().values_list("ground", "contract"):
        if contract in by_contract:
            grounds[ground].add(contract)
    chosen, control = (
        share_of(by_contract[contract] for contract in grounds[ground.value])
        for ground in (Ground.TOP_RISK, Ground.CONTROL_SHARE)
    )
    return Comparison(chosen, control)
