"""What happens to publications."""

from insyn.publication.services.moves import (
    approve_publication,
    correct_publication,
    propose_publication,
    publish_publication,
    take_back_publication,
    withdraw_publication,
)
from insyn.publication.services.writing import (
    NoteFacts,
    PublicationFacts,
    change_publication,
    create_publication,
    gather,
    note_provider,
    require_draft,
)

__all__ = [
    "NoteFacts",
    "PublicationFacts",
    "approve_publication",
    "change_publication",
    "correct_publication",
    "create_publication",
    "gather",
    "note_provider",
    "propose_publication",
    "publish_publication",
    "require_draft",
    "take_back_publication",
    "withdraw_publication",
]
