"""What happens to review templates."""

from insyn.criteria.services.content import (
    move_question,
    move_section,
    remove_question,
    remove_section,
    save_question,
    save_section,
)
from insyn.criteria.services.versions import (
    create_template,
    new_draft_of,
    publish_version,
    remove_draft,
    retire_version,
)

__all__ = [
    "create_template",
    "move_question",
    "move_section",
    "new_draft_of",
    "publish_version",
    "remove_draft",
    "remove_question",
    "remove_section",
    "retire_version",
    "save_question",
    "save_section",
]
