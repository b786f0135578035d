"""A person's own calendar address: made, shown once and revoked."""

import secrets
from datetime import date

from django.db import transaction

from insyn.audit.services import Place, record
from insyn.kernel.access import Access
from insyn.kernel.errors import NotAllowed
from insyn.platform import clock
from insyn.registry.models import WatchFeed
from insyn.registry.rules.feeds import token_hash

TOKEN_BYTES = 32


@transaction.atomic
def make_feed(access: Access) -> str:
    """Return a new token for the asker's calendar; it is stored nowhere. An older one ends.

    Raises:
        NotAllowed: the asker has no role that sees agreements.
    """
    if access.user_id is None or not access.authority_ids:
        raise NotAllowed
    _revoke(access, access.user_id)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    feed = WatchFeed.objects.create(
        user_id=access.user_id, token_hash=token_hash(token), created_at=clock.now()
    )
    record(access, "watch_feed.created", feed, place=Place())
    return token


@transaction.atomic
def revoke_feed(access: Access) -> None:
    """Let the asker's calendar address lead nowhere from now on; without one, do nothing."""
    if access.user_id is None:
        raise NotAllowed
    _revoke(access, access.user_id)


def _revoke(access: Access, user_id: int) -> None:
    own = WatchFeed.objects.select_for_update(of=("self",)).filter(user_id=user_id)
    for feed in own.filter(revoked_at=None):
        feed.revoked_at = clock.now()
        feed.save(update_fields=["revoked_at"])
        record(access, "watch_feed.revoked", feed, place=Place())


def note_read(feed: WatchFeed, *, today: date) -> None:
    """Remember the last day that a calendar read the feed; written at most once a day."""
    if feed.last_read_on != today:
        feed.last_read_on = today
        feed.save(update_fields=["last_read_on"])
