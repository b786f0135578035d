"""What happens to a thematic review."""

from insyn.themes.services.moves import (
    cancel_review,
    decide_review,
    reopen_review,
    start_review,
    write_report,
)
from insyn.themes.services.parts import (
    CauseInput,
    RecommendationFacts,
    SourceFacts,
    note_done,
    remove_part,
    save_cause,
    save_recommendation,
    save_source,
)
from insyn.themes.services.reviews import (
    ReviewFacts,
    TextFacts,
    change_review,
    create_review,
    write_texts,
)
from insyn.themes.services.sample import (
    DrawFacts,
    PlannedFacts,
    add_services,
    change_service,
    draw_services,
    plan_followups,
    remove_service,
)

__all__ = [
    "CauseInput",
    "DrawFacts",
    "PlannedFacts",
    "RecommendationFacts",
    "ReviewFacts",
    "SourceFacts",
    "TextFacts",
    "add_services",
    "cancel_review",
    "change_review",
    "change_service",
    "create_review",
    "decide_review",
    "draw_services",
    "note_done",
    "plan_followups",
    "remove_part",
    "remove_service",
    "reopen_review",
    "save_cause",
    "save_recommendation",
    "save_source",
    "start_review",
    "write_report",
    "write_texts",
]
