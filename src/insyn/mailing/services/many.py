"""Mail to thousands at once, in the transaction that gave the reason for it."""

from collections.abc import Sequence

from django.db import transaction

from insyn.kernel.access import Access
from insyn.mailing.models import OutgoingMail
from insyn.mailing.services.queue import MailFacts, check, unsaved
from insyn.platform import clock

AT_A_TIME = 500


@transaction.atomic
def queue_mails(access: Access, many: Sequence[MailFacts]) -> int:
    """Put many mails in the queue, a few hundred at a time; return how many are new.

    As ``queue_mail``: the same key again gives nothing new.
    """
    del access  # the event that gave the reason stands in the trail
    for facts in many:
        check(facts)
    by_key = {facts.key: facts for facts in many}
    keys = list(by_key)
    return sum(
        _queued([by_key[key] for key in keys[start : start + AT_A_TIME]])
        for start in range(0, len(keys), AT_A_TIME)
    )


def _queued(some: Sequence[MailFacts]) -> int:
    rows = OutgoingMail.objects.unscoped(reason="A key is the only one of its kind everywhere.")
    keys = [facts.key for facts in some]
    known = set(rows.filter(key__in=keys).order_by().values_list("key", flat=True))
    now = clock.now()
    new = [unsaved(facts, now) for facts in some if facts.key not in known]
    return len(OutgoingMail.objects.bulk_create(new, ignore_conflicts=True))
