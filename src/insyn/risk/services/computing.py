"""Measuring and storing the scores of an assessment, however many there are."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from insyn.kernel.access import Access
from insyn.platform import bulk, clock
from insyn.platform.memory import no_cycles
from insyn.risk.models import RiskAssessment, RiskScore
from insyn.risk.queries.measures import Frame, Measured, measured, of_board
from insyn.risk.queries.risk_models import model_facts
from insyn.risk.rules.factors import ModelFacts
from insyn.risk.rules.kinds import AssessmentScope
from insyn.risk.rules.scoring import Scorer, Value

COLUMNS = (
    "assessment_id", "agreement_id", "contract_id", "measured", "levels", "notes", "likelihood",
    "consequence", "score", "missing", "band", "override", "override_reason", "version",
)  # fmt: skip
Key = tuple[int, int | None]


@dataclass(frozen=True, slots=True)
class Judged:
    """What people have said of a row: it stays when the row is measured anew."""

    levels: Mapping[str, Value] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    override: str = ""
    override_reason: str = ""
    pk: int | None = None
    version: int = 0


@no_cycles()
def compute(
    access: Access, assessment: RiskAssessment, *, judged_with: ModelFacts | None = None
) -> int:
    """Measure and score everything in the assessment, and return how many scores there are.

    The assessment is locked. ``judged_with`` is the model that the stored rows follow, when
    that is another than the present one.
    """
    model = model_facts(access, assessment.model_version)
    said = _judged(access, assessment, judged_with or model)
    agreements = tuple(assessment.agreements.visible_to(access).values_list("pk", flat=True))
    frame = Frame(of_board(access, assessment.authority_id), agreements, assessment.as_of)
    found = measured(frame, model, AssessmentScope(assessment.scope))
    _clear(access, assessment)
    _store(assessment, _scored(model, found, said))
    assessment.computed_at = clock.now()
    assessment.version += 1
    assessment.save(update_fields=["computed_at", "version"])
    return len(found)


def _judged(access: Access, assessment: RiskAssessment, model: ModelFacts) -> dict[Key, Judged]:
    """Return what is kept of each row that anything has been said of, and every row's key."""
    places = [(at, factor.code) for at, factor in enumerate(model.factors) if not factor.measure]
    rows = RiskScore.objects.visible_to(access).filter(assessment=assessment).order_by()
    names = (
        "agreement_id", "contract_id", "measured", "notes", "override", "override_reason", "pk",
        "version",
    )  # fmt: skip
    found = {}
    for agreement, contract, values, notes, override, reason, pk, version in rows.values_list(
        *names
    ):
        levels = {code: values[at] for at, code in places if values[at] is not None}
        found[agreement, contract] = Judged(levels, notes, override, reason, pk, version)
    return found


def _scored(
    model: ModelFacts, found: Sequence[Measured], said: Mapping[Key, Judged]
) -> Iterator[tuple[Measured, Judged, tuple[Any, ...]]]:
    scorer = Scorer(model)
    places = [(at, factor.code) for at, factor in enumerate(model.factors) if not factor.measure]
    nothing = Judged()
    for row in found:
        judged = said.get((row.agreement_id, row.contract_id), nothing)
        for at, code in places:
            level = judged.levels.get(code)
            row.values[at] = level if level is None or level <= model.scale_size else None
        came = scorer.scored(scorer.signature(row.values))
        yield row, judged, (
            came.levels, came.likelihood, came.consequence, came.score, came.missing, came.band
        )  # fmt: skip


def _clear(access: Access, assessment: RiskAssessment) -> None:
    """Remove the stored rows at once: nothing points at a score."""
    RiskScore.objects.visible_to(access).filter(assessment=assessment).delete()


def _store(
    assessment: RiskAssessment, rows: Iterator[tuple[Measured, Judged, tuple[Any, ...]]]
) -> None:
    """Store new rows as they come, then those that keep their key."""
    kept = []

    def fresh() -> Iterator[tuple[Any, ...]]:
        for row, judged, came in rows:
            values = _values(assessment, row, judged, came)
            if judged.pk is None:
                yield values
            else:
                kept.append((judged.pk, *values))

    bulk.insert(RiskScore, COLUMNS, fresh())
    bulk.insert(RiskScore, ("id", *COLUMNS), kept)


def _values(
    assessment: RiskAssessment, row: Measured, judged: Judged, came: tuple[Any, ...]
) -> tuple[Any, ...]:
    levels, likelihood, consequence, score, missing, band = came
    return (
        assessment.pk, row.agreement_id, row.contract_id, row.values, levels, judged.notes,
        likelihood, consequence, score, missing, str(band), judged.override,
        judged.override_reason, judged.version + 1,
    )  # fmt: skip
