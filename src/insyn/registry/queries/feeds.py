"""Calendar addresses: the asker's own, and the one behind a secret."""

from insyn.kernel.access import Access
from insyn.registry.models import WatchFeed
from insyn.registry.rules.feeds import token_hash


def own_feed(access: Access) -> WatchFeed | None:
    """Return the asker's calendar address that leads somewhere."""
    if access.user_id is None:
        return None
    return WatchFeed.objects.filter(user_id=access.user_id, revoked_at=None).first()


def feed_behind(token: str) -> WatchFeed | None:
    """Return the feed that the secret opens; none that is revoked or whose owner is shut out.

    Looked up by the hash, so that how long it takes says nothing of how near a guess is.
    """
    feeds = WatchFeed.objects.select_related("user")
    found = feeds.filter(token_hash=token_hash(token), revoked_at=None).first()
    return found if found and found.user.is_active else None
