"""Answers about what a follow-up found."""

from insyn.findings.queries.findings import (
    OF_PROVIDER_SORTS,
    Area,
    ResultPage,
    ShownFinding,
    StandsOn,
    areas,
    bases_of,
    findings_of_provider,
    findings_per_area,
    levels_of,
    own_outcomes,
    proposed_assessment,
    readiness,
    result_page,
    stands_on,
    with_standard_sentence,
)
from insyn.findings.queries.repeats import Repeats, repeats_of, with_repeats
from insyn.findings.queries.wordings import day_of, units_of, wordings_of

__all__ = [
    "OF_PROVIDER_SORTS",
    "Area",
    "Repeats",
    "ResultPage",
    "ShownFinding",
    "StandsOn",
    "areas",
    "bases_of",
    "day_of",
    "findings_of_provider",
    "findings_per_area",
    "levels_of",
    "own_outcomes",
    "proposed_assessment",
    "readiness",
    "repeats_of",
    "result_page",
    "stands_on",
    "units_of",
    "with_repeats",
    "with_standard_sentence",
    "wordings_of",
]
