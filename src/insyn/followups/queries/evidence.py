"""What documents and calling units say, beside the requirements of a follow-up."""

from collections.abc import Collection
from datetime import date
from typing import Any, NamedTuple

from django.db.models import DateField, F, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from insyn.followups.models import CallingUnitView, DocumentRequest, Followup
from insyn.followups.rules import RequestState
from insyn.kernel.access import Access, Secrecy
from insyn.kernel.evidence import Evidence, EvidenceKind


class _Come(NamedTuple):
    """A document or a view that has come, in the order of the columns."""

    kind: str
    name: str
    text: str
    secrecy: int
    on: date | None

    @classmethod
    def columns(cls) -> list[str]:
        """Return what the parts are called in the query."""
        return [f"e_{name}" for name in cls._fields]


def evidence_of(
    access: Access, followup: Followup, question_ids: Collection[int]
) -> dict[int | None, list[Evidence]]:
    """Return documents that have come and views of calling units; both concern the whole.

    One query. Of a document about clients only that it has come: never what it says.
    """
    del question_ids
    documents = DocumentRequest.objects.visible_to(access).filter(followup=followup)
    views = CallingUnitView.objects.visible_to(access).filter(followup=followup)
    came = _values(
        documents.exclude(state=RequestState.REQUESTED),
        EvidenceKind.DOCUMENT,
        e_name=F("title"),
        e_text=F("judgement"),
        e_secrecy=F("secrecy"),
        e_on=Coalesce("reviewed_on", "received_on"),
    )
    told = _values(
        views.exclude(received_on=None).exclude(text=""),
        EvidenceKind.CALLING_VIEW,
        e_name=F("unit_name"),
        e_text=F("text"),
        e_secrecy=Value(int(Secrecy.INTERNAL)),
        e_on=F("received_on"),
    )
    url = reverse("followups:preparation", args=[followup.pk])
    rows = [_Come(*row) for row in came.union(told, all=True)]
    return {None: [_evidence(row, url) for row in sorted(rows, key=_place)]}


def _values(rows: QuerySet[Any], kind: EvidenceKind, **columns: Any) -> QuerySet[Any, Any]:
    """Return the rows under the same columns, of the same kind in every database."""
    texts = {name: Cast(columns[name], TextField()) for name in ("e_name", "e_text")}
    made = {
        **columns,
        **texts,
        "e_kind": Value(kind.value, output_field=TextField()),
        "e_on": Cast(columns["e_on"], DateField()),
    }
    columns_of: QuerySet[Any, Any] = rows.order_by().annotate(**made).values_list(*_Come.columns())
    return columns_of


def _place(row: _Come) -> tuple[bool, int, date, str]:
    """Return where the row stands: documents first, those about clients last of them."""
    return row.kind != EvidenceKind.DOCUMENT, row.secrecy, row.on or date.min, row.name


def _evidence(row: _Come, url: str) -> Evidence:
    is_document = row.kind == EvidenceKind.DOCUMENT
    return Evidence(
        kind=EvidenceKind(row.kind),
        text=_document_said(row) if is_document else row.text,
        said_by=_("Handling från utföraren") if is_document else row.name,
        on=row.on,
        url=url,
    )


def _document_said(row: _Come) -> str:
    if row.secrecy == Secrecy.CLIENT_DOCUMENT:
        return _("%(title)s. Handlar om enskilda: innehållet visas inte här.") % {"title": row.name}
    return (
        f"{row.name}: {row.text}"
        if row.text
        else _("%(title)s. Inte granskad än.") % {"title": row.name}
    )
