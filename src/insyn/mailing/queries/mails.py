"""What went to whom, and what became of it."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models
from django.db.models import F, Q

from insyn.accounts.models import Authority
from insyn.audit.models import subject_of
from insyn.kernel.access import Access
from insyn.mailing.models import OutgoingMail, OutgoingMailQuerySet

ORDERS: Mapping[str, tuple[str, ...]] = {
    "queued": ("queued_at",),
    "sent": ("sent_at", "queued_at"),
    "to": ("to_address", "queued_at"),
    "kind": ("kind", "queued_at"),
    "state": ("state", "queued_at"),
    "authority": ("authority__municipality__name", "authority__name", "queued_at"),
}
"""How the list may be sorted."""
FIRST = "-queued"
AT_A_TIME = 500


def mails_seen(access: Access) -> OutgoingMailQuerySet:
    """Return the mail that the asker may read, with what a page shows of it."""
    rows = OutgoingMail.objects.visible_to(access)
    return rows.select_related("authority__municipality", "user")


def listed_mails(access: Access, *, chosen: Mapping[str, Any], sort: str) -> OutgoingMailQuerySet:
    """Return the mail of the list page, in a whole order: the newest first if nothing is said."""
    rows = OutgoingMail.objects.visible_to(access)
    for field in ("state", "kind", "authority"):
        if chosen.get(field):
            rows = rows.filter(**{field: chosen[field]})
    if words := chosen.get("q"):
        rows = rows.filter(Q(to_address__icontains=words) | Q(to_name__icontains=words))
    if chosen.get("first_day"):
        rows = rows.filter(queued_at__date__gte=chosen["first_day"])
    if chosen.get("last_day"):
        rows = rows.filter(queued_at__date__lte=chosen["last_day"])
    return rows.order_by(*_order(sort))


def _order(sort: str) -> list[models.expressions.OrderBy]:
    """Return the order by which the list is sorted, ended by the key so that it is whole."""
    name = sort.removeprefix("-")
    wanted = sort if name in ORDERS else FIRST
    down = wanted.startswith("-")
    fields = (*ORDERS[wanted.removeprefix("-")], "pk")
    return [F(field).desc(nulls_last=True) if down else F(field).asc(nulls_first=True)
            for field in fields]  # fmt: skip


def senders_seen(access: Access) -> models.QuerySet[Authority]:
    """Return the authorities whose mail the asker may read."""
    sees = {m.authority_id for m in access.mandates if m.sees_drafts}
    return Authority.objects.select_related("municipality").filter(
        pk__in=sees & access.authority_ids
    )


def mails_about(
    access: Access, row_or_rows: models.Model | Iterable[models.Model]
) -> dict[str, list[OutgoingMail]]:
    """Return the mail about each row by its name in the trail, the newest first.

    A row without mail has an empty list. One query for every five hundred rows.
    """
    rows = [row_or_rows] if isinstance(row_or_rows, models.Model) else list(row_or_rows)
    found: dict[str, list[OutgoingMail]] = {subject_of(row): [] for row in rows}
    subjects = list(found)
    for start in range(0, len(subjects), AT_A_TIME):
        seen = OutgoingMail.objects.visible_to(access)
        some = seen.filter(about__in=subjects[start : start + AT_A_TIME])
        for mail in some.order_by("-queued_at", "-pk"):
            found[mail.about].append(mail)
    return found
