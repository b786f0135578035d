"""What Insyn measures: one set of queries per measure, however many contracts there are."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from insyn.risk.queries.measures import places, registers, results, usage
from insyn.risk.queries.measures.frame import Frame, Values, of_board
from insyn.risk.rules.factors import ModelFacts
from insyn.risk.rules.kinds import AssessmentScope, Measure
from insyn.risk.rules.scoring import Value


@dataclass(frozen=True, slots=True)
class Reading:
    """How a measure is read by contract, folded to an agreement, and finished to a number."""

    read: Callable[[Frame], Values]
    fold: Callable[[Iterable[Any]], Any]
    finish: Callable[[Any], Value] | None = None


def _added(volumes: Iterable[tuple[float | None, ...]]) -> tuple[float | None, ...]:
    columns = zip(*volumes, strict=True)
    return tuple(
        sum(known) if (known := [value for value in column if value is not None]) else None
        for column in columns
    )


READINGS: dict[Measure, Reading] = {
    Measure.CLIENTS_12_MONTHS: Reading(usage.clients, sum),
    Measure.SPEND_YEAR: Reading(usage.spend, sum),
    Measure.VOLUME_GROWTH: Reading(usage.volumes, _added, usage.grown),
    Measure.MONTHS_SINCE_START: Reading(places.months_since_start, max),
    Measure.MONTHS_SINCE_FOLLOWUP: Reading(results.months_since_followup, min),
    Measure.OPEN_DEFICIENCIES: Reading(results.open_deficiencies, sum),
    Measure.LATE_MEASURES: Reading(results.late_measures, sum),
    Measure.DEFICIENCIES_3_YEARS: Reading(results.recent_deficiencies, sum),
    Measure.REGISTER_REMARKS: Reading(registers.remarks, max),
    Measure.PERMIT_STATE: Reading(places.permits, max),
    Measure.MANAGER_MONTHS: Reading(places.manager_months, min),
    Measure.OPERATOR_CHANGES: Reading(places.operator_changes, max),
    Measure.IS_SOLE_PROVIDER: Reading(places.sole_providers, max),
    Measure.VULNERABILITY: Reading(places.vulnerable, max),
}


@dataclass(frozen=True, slots=True)
class Measured:
    """One contract, or one agreement, and the value of each factor in the order of the model."""

    agreement_id: int
    contract_id: int | None
    values: list[Value]


def measured(frame: Frame, model: ModelFacts, scope: AssessmentScope) -> list[Measured]:
    """Return what is known of each contract or agreement; judged factors have no value here.

    The register and the results are read once per measure. An agreement is read through its
    contracts: numbers are added, states are as bad as the worst.
    """
    if scope == AssessmentScope.CONTRACTS:
        keys = [key for key, *_rest in frame.pairs]
        columns = [_column(frame, factor.measure, keys) for factor in model.factors]
        return [
            Measured(agreement, key, list(values))
            for (key, agreement, _, _), values in zip(
                frame.pairs, _rows(columns, len(keys)), strict=True
            )
        ]
    members: dict[int, list[int]] = {key: [] for key in frame.agreement_ids}
    for key, agreement, _, _ in frame.pairs:
        members[agreement].append(key)
    columns = [_folded(frame, factor.measure, members) for factor in model.factors]
    return [
        Measured(agreement, None, list(values))
        for agreement, values in zip(members, _rows(columns, len(members)), strict=True)
    ]


def _rows(columns: Sequence[Sequence[Value]], many: int) -> Iterable[tuple[Value, ...]]:
    return zip(*columns, strict=True) if columns else iter([()] * many)


def _column(frame: Frame, measure: Measure | None, keys: Sequence[int]) -> list[Value]:
    if measure is None:
        return [None] * len(keys)
    reading = READINGS[measure]
    values = reading.read(frame)
    if reading.finish is None:
        return [values.get(key) for key in keys]
    finish = reading.finish
    return [finish(values[key]) if key in values else None for key in keys]


def _folded(frame: Frame, measure: Measure | None, members: dict[int, list[int]]) -> list[Value]:
    if measure is None:
        return [None] * len(members)
    reading = READINGS[measure]
    values = reading.read(frame)
    column: list[Value] = []
    for contracts in members.values():
        known = [values[key] for key in contracts if key in values]
        folded = reading.fold(known) if known else None
        column.append(folded if reading.finish is None or not known else reading.finish(folded))
    return column


__all__ = ["READINGS", "Frame", "Measured", "Reading", "measured", "of_board"]
