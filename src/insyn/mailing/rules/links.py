"""Personal links and one-time codes: how long they last and what may be told of them. Pure."""

from datetime import datetime, timedelta

from insyn.kernel.choices import Choice

LINK_LASTS = timedelta(days=60)
CODE_LASTS = timedelta(minutes=15)
CODE_ATTEMPTS = 5
"""How many times a code may be typed wrong before it is worth nothing."""
CODES_AT_MOST = 10
"""How many codes a link can ask for; then only a new link helps."""
CODES_BETWEEN = timedelta(minutes=1)
"""How long a code is waited for before another is sent: a button may be pressed twice."""
GUESSES_ALLOWED = 20
GUESSES_WITHIN = timedelta(minutes=15)
"""How many strange links one sender may try in that time, before all its links are refused."""


class LinkState(Choice):
    """Whether a personal link still opens."""

    OPEN = "open", "Öppen"
    USED = "used", "Använd"
    EXPIRED = "expired", "För gammal"
    REVOKED = "revoked", "Återkallad"


def link_state(
    *,
    expires_at: datetime,
    used_at: datetime | None,
    revoked_at: datetime | None,
    now: datetime,
) -> LinkState:
    """Return whether the link opens; what was revoked is so whatever else happened to it."""
    if revoked_at is not None:
        return LinkState.REVOKED
    if used_at is not None:
        return LinkState.USED
    return LinkState.EXPIRED if now >= expires_at else LinkState.OPEN


def masked_address(address: str) -> str:
    """Return the address so that its owner knows it and nobody learns it: ``a•••@ekby.se``."""
    name, _at, host = address.partition("@")
    return f"{name[:1]}•••@{host}" if host else "•••"


def quarter_of(now: datetime) -> datetime:
    """Return when the quarter of an hour began in which guesses are counted together."""
    return now.replace(minute=now.minute - now.minute % 15, second=0, microsecond=0)
