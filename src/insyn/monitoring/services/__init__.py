"""What happens to register checks, the bundles they come in, and what is read in or fetched."""

from insyn.monitoring.services.bundles import save_bundle
from insyn.monitoring.services.checks import (
    BulkSummary,
    CheckFacts,
    note_all_ok,
    note_check,
    note_checks,
)
from insyn.monitoring.services.fetching import FetchFacts, choose_fetching, fetch_all
from insyn.monitoring.services.indications import look_at_indications
from insyn.monitoring.services.lists import choose_columns, discard_list, finish_list, start_list

__all__ = [
    "BulkSummary",
    "CheckFacts",
    "FetchFacts",
    "choose_columns",
    "choose_fetching",
    "discard_list",
    "fetch_all",
    "finish_list",
    "look_at_indications",
    "note_all_ok",
    "note_check",
    "note_checks",
    "save_bundle",
    "start_list",
]
