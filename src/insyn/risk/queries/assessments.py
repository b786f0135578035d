"""Assessments and their scores: lists, the matrix, and why each score is what it is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    Case,
    Count,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, NullIf

from insyn.kernel.access import Access
from insyn.plans.models import Plan
from insyn.platform.ordering import in_order_of
from insyn.registry.models import Agreement
from insyn.risk.models import RiskAssessment, RiskScore
from insyn.risk.rules.bands import HUNDREDTHS, Cell, matrix
from insyn.risk.rules.factors import FactorFacts, ModelFacts
from insyn.risk.rules.kinds import AssessmentState, FactorPart, RiskBand
from insyn.risk.rules.scoring import Reason, of_part, reasons, signature_of

SIGNIFICANT = (RiskBand.ORANGE, RiskBand.RED)
"""The classes that are to be in focus."""

STANDING = Coalesce(NullIf("override", Value("")), "band")
"""The class that counts: the one somebody has motivated, else the computed."""

ASSESSMENT_ORDERS = {
    "title": ("title", "pk"),
    "-title": ("-title", "pk"),
    "as_of": ("as_of", "title", "pk"),
    "-as_of": ("-as_of", "title", "pk"),
    "state": ("place", "-as_of", "pk"),
    "-state": ("-place", "-as_of", "pk"),
}
SCORE_ORDERS = {
    "score": ("score", "pk"),
    "-score": ("-score", "pk"),
    "likelihood": ("likelihood", "pk"),
    "-likelihood": ("-likelihood", "pk"),
    "consequence": ("consequence", "pk"),
    "-consequence": ("-consequence", "pk"),
    "missing": ("missing", "-score", "pk"),
    "-missing": ("-missing", "-score", "pk"),
}


def assessments_for_list(
    access: Access, chosen: dict[str, Any], sort: str
) -> QuerySet[RiskAssessment]:
    """Return the assessments that the asker may see and the filters keep, with their counts."""
    rows = told_assessments(access)
    if chosen["q"]:
        rows = rows.filter(title__icontains=chosen["q"])
    if chosen["state"]:
        rows = rows.filter(state=chosen["state"])
    if chosen["year"]:
        rows = rows.filter(as_of__year=chosen["year"])
    ordered = ASSESSMENT_ORDERS.get(sort, ASSESSMENT_ORDERS["-as_of"])
    return rows.annotate(place=in_order_of("state", AssessmentState)).order_by(*ordered)


def told_assessments(access: Access) -> QuerySet[RiskAssessment]:
    """Return the assessments that the asker may see, with how many scores, and how many high."""
    scores = RiskScore.objects.visible_to(access).filter(assessment=OuterRef("pk")).order_by()
    every = scores.values("assessment").annotate(n=Count("pk")).values("n")
    high = scores.annotate(standing=STANDING).filter(standing__in=SIGNIFICANT)
    counted = high.values("assessment").annotate(n=Count("pk")).values("n")
    return RiskAssessment.objects.visible_to(access).select_related(
        "authority__municipality", "model_version__model"
    ).annotate(
        score_count=Coalesce(Subquery(every), 0), high_count=Coalesce(Subquery(counted), 0)
    )  # fmt: skip


def assessments_of_plan(access: Access, plan: Plan) -> QuerySet[RiskAssessment]:
    """Return the assessments that a plan builds on, the latest first."""
    return told_assessments(access).filter(plan=plan).order_by("-as_of", "pk")


def scores_of(access: Access, assessment: RiskAssessment) -> QuerySet[RiskScore]:
    """Return the scores of an assessment."""
    return RiskScore.objects.visible_to(access).filter(assessment=assessment)


def scores_for_list(
    access: Access, assessment: RiskAssessment, chosen: dict[str, Any], sort: str
) -> QuerySet[RiskScore]:
    """Return the scores that the filters keep, the highest first unless sorted."""
    rows = scores_of(access, assessment).annotate(standing=STANDING)
    if chosen["q"]:
        rows = rows.filter(_named(chosen["q"]))
    if chosen["band"]:
        rows = rows.filter(standing=chosen["band"])
    if chosen["agreement"]:
        rows = rows.filter(agreement=chosen["agreement"])
    if chosen["cell"]:
        likelihood, consequence = (int(digit) for digit in chosen["cell"])
        rows = rows.filter(_within("likelihood", likelihood), _within("consequence", consequence))
    if chosen["lacks"]:
        rows = rows.filter(missing__gt=0)
    if chosen["changed"]:
        rows = rows.exclude(override="")
    return rows.order_by(*SCORE_ORDERS.get(sort, SCORE_ORDERS["-score"]))


def _within(column: str, level: int) -> Q:
    lowest = level * HUNDREDTHS - HUNDREDTHS // 2
    return Q((f"{column}__gte", lowest), (f"{column}__lt", lowest + HUNDREDTHS))


def told_scores(access: Access) -> QuerySet[RiskScore]:
    """Return scores with what a list and a page say of them."""
    return RiskScore.objects.visible_to(access).select_related(
        "contract__provider", "agreement", "assessment__model_version__model",
        "assessment__authority__municipality",
    )  # fmt: skip


def agreements_in(access: Access, assessment: RiskAssessment) -> QuerySet[Agreement]:
    """Return the agreements that the assessment is of."""
    keys = assessment.agreements.through.objects.filter(riskassessment=assessment)
    return Agreement.objects.visible_to(access).filter(pk__in=keys.values("agreement"))


def band_counts(access: Access, assessment: RiskAssessment) -> list[tuple[RiskBand, int]]:
    """Return how many scores there are of each class, the most serious first."""
    rows = scores_of(access, assessment).order_by().annotate(standing=STANDING)
    found = dict(rows.values_list("standing").annotate(n=Count("pk")))
    return [(band, found.get(band, 0)) for band in reversed(RiskBand)]


def matrix_of(access: Access, assessment: RiskAssessment, model: ModelFacts) -> list[list[Cell]]:
    """Return the matrix with how many lie in each cell; a level is the nearest whole one."""
    rows = scores_of(access, assessment).order_by()
    counts = (
        rows.annotate(across=_level("likelihood", model), along=_level("consequence", model))
        .values_list("across", "along")
        .annotate(n=Count("pk"))
    )
    found = {(across, along): number for across, along, number in counts}
    return matrix(found, scale_size=model.scale_size, bands=model.bands)


def _level(column: str, model: ModelFacts) -> Case:
    levels = range(1, model.scale_size + 1)
    return Case(
        *(When(_within(column, level), then=Value(level)) for level in levels),
        default=Value(0),
        output_field=IntegerField(),
    )


def signatures(access: Access, assessment: RiskAssessment) -> Iterator[tuple[int, str]]:
    """Yield the key and signature of every score."""
    rows = scores_of(access, assessment).order_by().values_list("pk", "measured", "levels")
    for key, measured, levels in rows.iterator(chunk_size=2_000):
        yield key, signature_of(measured, levels)


@dataclass(frozen=True, slots=True)
class JudgedFactor:
    """A factor that people judge, and in how many rows nobody has."""

    factor: FactorFacts
    left: int


def judged_factors(
    access: Access, assessment: RiskAssessment, model: ModelFacts
) -> list[JudgedFactor]:
    """Return the judged factors in order. One query."""
    places = {at: factor for at, factor in enumerate(model.factors) if factor.measure is None}
    if not places:
        return []
    rows = scores_of(access, assessment).order_by()
    counts = {f"left_{at}": Count("pk", filter=Q((f"measured__{at}", None))) for at in places}
    left = rows.aggregate(**counts)
    return [JudgedFactor(factor, left[f"left_{at}"]) for at, factor in places.items()]


def rows_to_judge(
    access: Access, assessment: RiskAssessment, place: int, chosen: dict[str, Any]
) -> QuerySet[RiskScore]:
    """Return the rows whose judged factor, at that place in the model, is to be judged."""
    rows = told_scores(access).filter(assessment=assessment)
    if chosen["q"]:
        rows = rows.filter(_named(chosen["q"]))
    if chosen["only_unjudged"]:
        rows = rows.filter(Q((f"measured__{place}", None)))
    return rows.order_by("-score", "pk")


def _named(text: str) -> Q:
    return Q(contract__provider__name__icontains=text) | Q(agreement__title__icontains=text)


@dataclass(frozen=True, slots=True)
class PartReasons:
    """One half of the risk: its value in hundredths and what it is the sum of."""

    part: FactorPart
    value: int
    reasons: Sequence[Reason]


def reasons_of(score: RiskScore, model: ModelFacts) -> list[PartReasons]:
    """Return why a score is what it is, part by part."""
    found = reasons(model, score.measured, score.levels)
    values = {
        FactorPart.LIKELIHOOD: score.likelihood,
        FactorPart.CONSEQUENCE: score.consequence,
    }
    return [PartReasons(part, values[part], of_part(found, part)) for part in FactorPart]


@dataclass(frozen=True, slots=True)
class AgreementRisk:
    """What an assessment says of one agreement: the worst score in it, and how many are high."""

    agreement: Agreement
    worst: RiskScore
    count: int
    high: int
    reasons: Sequence[Reason]


TOP_REASONS = 3


def agreement_risks(
    access: Access, assessment: RiskAssessment, model: ModelFacts
) -> list[AgreementRisk]:
    """Return what the assessment says of each agreement, the worst first. Two queries."""
    rows = scores_of(access, assessment).order_by().annotate(standing=STANDING)
    grouped = rows.values("agreement").annotate(
        top=Max("score"), n=Count("pk"), high=Count("pk", filter=Q(standing__in=SIGNIFICANT))
    )
    told = {row["agreement"]: row for row in grouped}
    first = (
        scores_of(access, assessment).filter(agreement=OuterRef("agreement"))
        .order_by("-score", "pk").values("pk")[:1]
    )  # fmt: skip
    worst = told_scores(access).filter(assessment=assessment, pk=Subquery(first))
    found = [
        AgreementRisk(
            agreement=score.agreement,
            worst=score,
            count=told[score.agreement_id]["n"],
            high=told[score.agreement_id]["high"],
            reasons=_top(score, model),
        )
        for score in worst.order_by("-score", "pk")
    ]
    return sorted(found, key=lambda row: -row.worst.score)


def _top(score: RiskScore, model: ModelFacts) -> list[Reason]:
    found = reasons(model, score.measured, score.levels)
    found.sort(key=lambda reason: -reason.contribution)
    return found[:TOP_REASONS]
