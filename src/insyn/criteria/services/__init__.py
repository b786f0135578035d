"""What happens to scales and review templates."""

from insyn.criteria.services.content import (
    move_section,
    place_section,
    remove_section,
    save_section,
)
from insyn.criteria.services.derived import template_of_requirements
from insyn.criteria.services.questions import (
    copy_question,
    move_question,
    place_question,
    remove_question,
    save_question,
)
from insyn.criteria.services.scales import (
    ScaleFacts,
    change_scale,
    copy_scale,
    create_scale,
    move_level,
    remove_level,
    restore_scale,
    retire_scale,
    save_level,
)
from insyn.criteria.services.versions import (
    TemplateFacts,
    change_template,
    create_template,
    new_draft_of,
    publish_version,
    remove_draft,
    retire_version,
)

__all__ = [
    "ScaleFacts",
    "TemplateFacts",
    "change_scale",
    "change_template",
    "copy_question",
    "copy_scale",
    "create_scale",
    "create_template",
    "move_level",
    "move_question",
    "move_section",
    "new_draft_of",
    "place_question",
    "place_section",
    "publish_version",
    "remove_draft",
    "remove_level",
    "remove_question",
    "remove_section",
    "restore_scale",
    "retire_scale",
    "retire_version",
    "save_level",
    "save_question",
    "save_section",
    "template_of_requirements",
]
