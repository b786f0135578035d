"""Which documents of a form's list a follow-up lacks, and every document that is awaited."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from insyn.followups.models import DocumentRequest, Followup, FormDocument
from insyn.followups.rules import ENDED, RequestState
from insyn.followups.rules.listed_documents import Earlier, Listed, Standing, standing_of
from insyn.kernel.access import Access, Permission
from insyn.registry.models import Provider


@dataclass(frozen=True, slots=True)
class ListedRow:
    """A line of the form's list and how it stands with it in one follow-up."""

    document: FormDocument
    standing: Standing

    @property
    def followup_key(self) -> int | None:
        """Return the key of the follow-up in which it came in; None when it has not."""
        return self.standing.earlier.followup_key if self.standing.earlier else None


def listed_documents(access: Access, followup: Followup, today: date) -> list[ListedRow]:
    """Return the documents of the form's list and which have to be asked for. Two queries.

    What has come in earlier counts when it is of the same provider and authority, and about the
    same unit; only what the asker may see does.
    """
    if followup.form_id is None:
        return []
    lines = list(FormDocument.objects.visible_to(access).filter(form=followup.form_id))
    if not lines:
        return []
    earlier = [_earlier(row, followup) for row in _of_same(access, followup)]
    return [
        ListedRow(
            line,
            standing_of(
                Listed(line.title, line.valid_months, line.is_about_clients), earlier, today
            ),
        )
        for line in lines
    ]


def _of_same(access: Access, followup: Followup) -> QuerySet[DocumentRequest]:
    come = Q(received_on__isnull=False) & ~Q(followup=followup)
    rows = DocumentRequest.objects.visible_to(access).filter(
        Q(followup=followup) | come,
        followup__authority=followup.authority_id,
        followup__contract__provider=followup.contract.provider_id,
        followup__unit=followup.unit_id,
    )
    return rows.select_related("followup")


def _earlier(row: DocumentRequest, followup: Followup) -> Earlier:
    return Earlier(
        title=row.title,
        followup_key=row.followup_id,
        followup_number=row.followup.number,
        received_on=row.received_on,
        is_here=row.followup_id == followup.pk,
    )


def awaited_documents(
    access: Access, chosen: Mapping[str, Any], today: date
) -> QuerySet[DocumentRequest]:
    """Return what is asked for and has not come in, the most late first."""
    rows = DocumentRequest.objects.visible_to(access).filter(state=RequestState.REQUESTED)
    rows = rows.exclude(followup__state__in=ENDED)
    rows = rows.filter(followup__authority__in=access.authorities_where(
        Permission.CARRY_OUT_FOLLOWUP
    ))  # fmt: skip
    if chosen.get("is_late"):
        rows = rows.filter(due_on__lt=today)
    if chosen.get("authority"):
        rows = rows.filter(followup__authority=chosen["authority"])
    if chosen.get("q"):
        named = Provider.objects.matching(chosen["q"]).order_by().values("pk")
        text = Q(title__icontains=chosen["q"]) | Q(followup__number__icontains=chosen["q"])
        rows = rows.filter(text | Q(followup__contract__provider__in=named))
    told = rows.select_related(
        "followup__contract__provider", "followup__authority__municipality", "followup__form"
    )
    return told.order_by("due_on", "followup__number", "pk")


def lacking(rows: list[ListedRow]) -> Iterator[ListedRow]:
    """Yield the lines that have to be asked for."""
    return (row for row in rows if row.standing.is_to_ask)
