"""The rules of mailing."""

from insyn.mailing.rules.links import (
    CODE_ATTEMPTS,
    CODE_LASTS,
    GUESSES_ALLOWED,
    GUESSES_WITHIN,
    LINK_LASTS,
    LinkState,
    link_state,
    masked_address,
)
from insyn.mailing.rules.states import (
    CODE_PLACE,
    LINK_PLACE,
    ON_THE_WAY,
    MailKind,
    MailState,
    retry_after,
)

__all__ = [
    "CODE_ATTEMPTS",
    "CODE_LASTS",
    "CODE_PLACE",
    "GUESSES_ALLOWED",
    "GUESSES_WITHIN",
    "LINK_LASTS",
    "LINK_PLACE",
    "ON_THE_WAY",
    "LinkState",
    "MailKind",
    "MailState",
    "link_state",
    "masked_address",
    "retry_after",
]
