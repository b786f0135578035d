"""Answers about follow-ups, built from several tables."""

from insyn.followups.queries.documents import (
    DocumentRow,
    document_rows,
    documents_of_provider,
    every_document_row,
)
from insyn.followups.queries.history import HistoryLine, history_of, lines_of
from insyn.followups.queries.lists import (
    ListChoices,
    activity_choices,
    contracts_to_plan,
    followups_for_list,
    followups_of_provider,
    form_choices,
    list_choices,
    plan_choices,
    reviewer_choices,
    unit_choices,
    units_to_plan,
)
from insyn.followups.queries.overview import (
    Overview,
    StepShown,
    may_replan,
    overview_of,
    possible_events,
    progress_of,
)
from insyn.followups.queries.preparation import (
    Preparation,
    RequestShown,
    ReviewerShown,
    possible_reviewers,
    preparation_of,
    requests_of,
)

__all__ = [
    "DocumentRow",
    "HistoryLine",
    "ListChoices",
    "Overview",
    "Preparation",
    "RequestShown",
    "ReviewerShown",
    "StepShown",
    "activity_choices",
    "contracts_to_plan",
    "document_rows",
    "documents_of_provider",
    "every_document_row",
    "followups_for_list",
    "followups_of_provider",
    "form_choices",
    "history_of",
    "lines_of",
    "list_choices",
    "may_replan",
    "overview_of",
    "plan_choices",
    "possible_events",
    "possible_reviewers",
    "preparation_of",
    "progress_of",
    "requests_of",
    "reviewer_choices",
    "unit_choices",
    "units_to_plan",
]
