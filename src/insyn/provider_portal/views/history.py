"""What was answered before: submissions, last year, result."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from insyn.accounts.http import Request
from insyn.documents.http import file_answer
from insyn.documents.services import open_document
from insyn.provider_portal import http
from insyn.provider_portal.queries.history import history_of


@require_GET
def survey_history(request: Request, pk: int) -> HttpResponse:
    """Show what was handed in, what was answered the last time, and the result when sent."""
    page = http.only_whole(http.own_answering(request, pk))
    context = {"page": page, "history": history_of(request.access, page)}
    return http.show(request, "provider_portal/survey_history.html", context)


@require_GET
def survey_letter(request: Request, pk: int, extension: str) -> HttpResponse:
    """Send the letter with feedback as it was issued, in Word or PDF."""
    response = http.only_whole(http.own_answering(request, pk)).response
    letters = {"docx": response.feedback_word, "pdf": response.feedback_pdf}
    document = letters.get(extension)
    if document is None:
        raise Http404
    return file_answer(document, open_document(request.access, document))
