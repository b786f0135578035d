"""How each kind of report is laid out: its places in order, and the tables of each. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from insyn.coordination.rules import ServiceForm
from insyn.coordination.rules.yearly import outcomes_key, results_key
from insyn.reports.rules.states import JOINT_TEXTS, ReportKind, ReportText
from insyn.results.rules.tables import Table


@dataclass(frozen=True, slots=True)
class Place:
    """A heading of a report: what stands there, and the keys of its tables in order.

    ``takes_rest`` says that tables which no place names stand here; without such a place they
    are left out of the report.
    """

    text: ReportText
    tables: tuple[str, ...] = ()
    takes_rest: bool = False


_YEAR = (
    Place(ReportText.SUMMARY),
    Place(ReportText.BACKGROUND),
    Place(ReportText.METHOD, ("followups_by_kind",)),
    Place(ReportText.COVERAGE, ("coverage", "rhythm_by_service_area", "rhythm_by_operating_form")),
    Place(
        ReportText.OUTCOME,
        (
            "followups_by_outcome",
            "findings_by_kind",
            "findings_by_area",
            "findings_by_severity",
            "findings_by_service_area",
        ),
        takes_rest=True,
    ),
    Place(ReportText.COMPARISON, ("findings_by_operating_form",)),
    Place(ReportText.MEASURES, ("deficiencies_remedied", "plans", "sanctions")),
    Place(ReportText.CHECKS, ("signals", "register_checks")),
    Place(ReportText.TIMES, ("clock", "clock_by_kind")),
    Place(ReportText.ANALYSIS),
    Place(ReportText.NEXT_YEAR),
)

SERVICE_PLACES: Mapping[ServiceForm, ReportText] = {
    ServiceForm.PRIVATE: ReportText.CITY_PRIVATE,
    ServiceForm.CONTRACTED_OUT: ReportText.CITY_CONTRACTED_OUT,
    ServiceForm.IN_HOUSE: ReportText.CITY_IN_HOUSE,
    ServiceForm.SCHOOL: ReportText.CITY_SCHOOL,
}
"""Where each form of service stands in the coordinator's yearly report."""

LAYOUTS: Mapping[ReportKind, tuple[Place, ...]] = {
    ReportKind.JOINT: tuple(Place(text) for text in JOINT_TEXTS),
    ReportKind.YEARLY: _YEAR,
    ReportKind.SINGLE: (
        Place(ReportText.SUMMARY),
        Place(ReportText.METHOD),
        Place(ReportText.OUTCOME, takes_rest=True),
        Place(ReportText.MEASURES),
        Place(ReportText.NEXT_YEAR),
    ),
    ReportKind.THEMATIC: (
        Place(ReportText.SUMMARY),
        Place(ReportText.BACKGROUND),
        Place(ReportText.ANALYSIS),
        Place(ReportText.NEXT_YEAR),
    ),
    ReportKind.INTERIM_SECTION: (
        Place(ReportText.SUMMARY),
        Place(ReportText.COVERAGE, ("coverage",)),
        Place(ReportText.OUTCOME, ("followups_by_outcome", "findings_by_kind")),
        Place(ReportText.MEASURES, ("plans",)),
    ),
    ReportKind.QUALITY_SECTION: (
        Place(ReportText.SUMMARY),
        Place(ReportText.OUTCOME, ("findings_by_kind", "findings_by_area")),
        Place(ReportText.COMPARISON, ("findings_by_operating_form",)),
        Place(ReportText.MEASURES, ("deficiencies_remedied", "plans")),
        Place(ReportText.NEXT_YEAR),
    ),
    ReportKind.COUNCIL: (
        Place(ReportText.SUMMARY),
        Place(ReportText.BACKGROUND),
        Place(ReportText.BOARDS, takes_rest=True),
        Place(ReportText.ANALYSIS),
        Place(ReportText.NEXT_YEAR),
    ),
    ReportKind.CITY: (
        Place(ReportText.SUMMARY),
        Place(ReportText.BACKGROUND),
        Place(ReportText.METHOD, ("city_methods",)),
        Place(ReportText.COMPARISON, ("city_forms",)),
        *(
            Place(place, (results_key(form), outcomes_key(form)))
            for form, place in SERVICE_PLACES.items()
        ),
        Place(ReportText.BOARDS, ("city_boards",)),
        Place(ReportText.ANALYSIS),
        Place(ReportText.NEXT_YEAR),
    ),
}

PERIOD_KINDS = (
    ReportKind.YEARLY,
    ReportKind.INTERIM_SECTION,
    ReportKind.QUALITY_SECTION,
    ReportKind.COUNCIL,
    ReportKind.CITY,
)
"""The kinds that tell of a period of a board as a whole."""

SCOPED_KINDS = frozenset(
    {ReportKind.YEARLY, ReportKind.INTERIM_SECTION, ReportKind.QUALITY_SECTION}
)
"""The kinds that may be about one service area or one form of operation."""


def places_of(kind: ReportKind) -> Sequence[ReportText]:
    """Return the places of free text that a report of the kind begins with, in order."""
    return tuple(place.text for place in LAYOUTS[kind])


def placed_tables(kind: ReportKind, tables: Sequence[Table]) -> Iterator[tuple[ReportText, Table]]:
    """Yield the tables of the report with their places, in the order that they stand."""
    by_key = {table.key: table for table in tables}
    named = {key for place in LAYOUTS[kind] for key in place.tables}
    for place in LAYOUTS[kind]:
        rest = [table for table in tables if place.takes_rest and table.key not in named]
        for table in [*(by_key[key] for key in place.tables if key in by_key), *rest]:
            yield place.text, table
