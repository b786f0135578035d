"""The documents of a provider's follow-ups."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from django.db.models import Exists, OuterRef, Q, QuerySet

from insyn.documents.models import Document
from insyn.followups.models import DocumentRequest, Followup
from insyn.kernel.access import Access
from insyn.registry.models import Provider

AT_A_TIME = 500
"""Documents whose requests are read at once."""


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document and the follow-up for which it was asked."""

    document: Document
    request: DocumentRequest


def documents_of_provider(access: Access, provider: Provider, text: str) -> QuerySet[Document]:
    """Return what came in for the provider's follow-ups and the asker may see, the latest first.

    Both the document and the request for it must be seen: one about clients stays with its
    owner, and no document travels with a cooperation.
    """
    links = DocumentRequest.documents.through.objects.filter(
        document=OuterRef("pk"), documentrequest__in=_requests(access, provider).values("pk")
    )
    rows = Document.objects.visible_to(access).filter(Exists(links))
    if text:
        rows = rows.filter(Q(title__icontains=text) | Q(file_name__icontains=text))
    return rows.order_by("-dated_on", "-pk")


def _requests(access: Access, provider: Provider) -> QuerySet[DocumentRequest]:
    followups = Followup.objects.visible_to(access).filter(contract__provider=provider)
    return DocumentRequest.objects.visible_to(access).filter(followup__in=followups.values("pk"))


def document_rows(
    access: Access, provider: Provider, documents: Iterable[Document]
) -> list[DocumentRow]:
    """Return the documents of one page, each with the request it came in for. Two queries."""
    listed = list(documents)
    requests = _requests(access, provider).filter(documents__in=listed)
    seen = requests.select_related("followup__authority__municipality").in_bulk()
    links = DocumentRequest.documents.through.objects.filter(
        document__in=listed, documentrequest__in=seen
    )
    found = {
        document: seen[request]
        for document, request in links.values_list("document_id", "documentrequest_id")
    }
    return [DocumentRow(document, found[document.pk]) for document in listed]


def every_document_row(
    access: Access, provider: Provider, found: QuerySet[Document]
) -> Iterator[DocumentRow]:
    """Yield all the documents with their requests, some at a time."""
    remaining = found.iterator(chunk_size=AT_A_TIME)
    while part := list(islice(remaining, AT_A_TIME)):
        yield from document_rows(access, provider, part)
