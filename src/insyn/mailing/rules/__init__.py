"""The rules of mailing."""

from insyn.mailing.rules.bounces import Bounce, read_bounce
from insyn.mailing.rules.codes import CodeOutcome
from insyn.mailing.rules.links import (
    CODE_ATTEMPTS,
    CODE_LASTS,
    CODES_AT_MOST,
    CODES_BETWEEN,
    GUESSES_ALLOWED,
    GUESSES_WITHIN,
    LINK_LASTS,
    LinkState,
    link_state,
    masked_address,
    quarter_of,
)
from insyn.mailing.rules.outcomes import SENT, Outcome, not_reached, not_sent, not_written
from insyn.mailing.rules.refusals import (
    Refusal,
    cancel_refusal,
    choose_password_refusal,
    resend_refusal,
)
from insyn.mailing.rules.states import (
    CODE_PLACE,
    LINK_PLACE,
    ON_THE_WAY,
    MailKind,
    MailState,
    has_link,
    retry_after,
    with_link,
)

__all__ = [
    "CODES_AT_MOST",
    "CODES_BETWEEN",
    "CODE_ATTEMPTS",
    "CODE_LASTS",
    "CODE_PLACE",
    "GUESSES_ALLOWED",
    "GUESSES_WITHIN",
    "LINK_LASTS",
    "LINK_PLACE",
    "ON_THE_WAY",
    "SENT",
    "Bounce",
    "CodeOutcome",
    "LinkState",
    "MailKind",
    "MailState",
    "Outcome",
    "Refusal",
    "cancel_refusal",
    "choose_password_refusal",
    "has_link",
    "link_state",
    "masked_address",
    "not_reached",
    "not_sent",
    "not_written",
    "quarter_of",
    "read_bounce",
    "resend_refusal",
    "retry_after",
    "with_link",
]
