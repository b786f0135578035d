"""Guesses at links and addresses: counted by sender, stopped, and told of once."""

from datetime import timedelta

from django.db import transaction
from django.utils.crypto import salted_hmac

from insyn.audit.services import Place, record
from insyn.kernel.access import Access
from insyn.mailing.models import LinkGuess
from insyn.mailing.rules import GUESSES_ALLOWED, quarter_of
from insyn.platform import clock

KEPT = timedelta(days=1)


def seal_of(sender: str) -> str:
    """Return what a sender is counted by: its address is stored nowhere."""
    return salted_hmac("insyn.mailing.sender", sender, algorithm="sha256").hexdigest()


def is_stopped(sender: str) -> bool:
    """Tell whether the sender has guessed so often that no link of theirs opens for a while."""
    rows = LinkGuess.objects.filter(sender=seal_of(sender), at__gte=quarter_of(clock.now()))
    return rows.count() >= GUESSES_ALLOWED


@transaction.atomic
def note_guess(access: Access, *, sender: str) -> None:
    """Count a link that does not open, or a wish for a new one.

    When it is one too many the trail says so: one line per sender and quarter of an hour,
    however many more there are.
    """
    now, seal = clock.now(), seal_of(sender)
    earlier = LinkGuess.objects.filter(sender=seal, at__gte=quarter_of(now))
    earlier.select_for_update().order_by("pk").first()  # two at once wait for each other here
    count = earlier.count()
    if count >= GUESSES_ALLOWED:
        return
    guess = LinkGuess.objects.create(sender=seal, at=now)
    if count + 1 == GUESSES_ALLOWED:
        record(access, "link.guessed", guess, place=Place(), facts={"count": GUESSES_ALLOWED})


def forget_guesses() -> int:
    """Remove guesses older than a day; return how many there were."""
    gone, _of_what = LinkGuess.objects.filter(at__lt=clock.now() - KEPT).delete()
    return gone
