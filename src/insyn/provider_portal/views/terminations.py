"""Ends of contracts that a provider has been told of, or has asked for itself."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from insyn.accounts.http import Request
from insyn.documents.http import file_answer
from insyn.documents.services import open_document
from insyn.provider_portal import http
from insyn.provider_portal.queries.terminations import own_termination_letters


@require_GET
def termination(request: Request, pk: int) -> HttpResponse:
    """Show which contract ends, when and why, with the letters about it."""
    row = http.own_termination(request, pk)
    context = {"termination": row, "letters": own_termination_letters(request.access, row)}
    return http.show(request, "provider_portal/termination.html", context)


@require_GET
def letter(request: Request, pk: int, extension: str) -> HttpResponse:
    """Send a letter about the end of a contract as it was issued, in Word or PDF."""
    row = http.own_termination_letter(request, pk)
    documents = {"docx": row.word, "pdf": row.pdf}
    if extension not in documents:
        raise Http404
    document = documents[extension]
    return file_answer(document, open_document(request.access, document))
