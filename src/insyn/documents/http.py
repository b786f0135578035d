"""How a stored file leaves the house."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from insyn.documents.models import Document

SANDBOX = "sandbox; default-src 'none'"
"""A downloaded file that a browser opens after all can run nothing and reach nothing."""


def file_answer(document: Document, content: bytes) -> HttpResponse:
    """Return the file as a download, never shown inside one of our pages."""
    answer = HttpResponse(content, content_type=document.content_type)
    disposition = content_disposition_header(as_attachment=True, filename=document.file_name)
    answer.headers["Content-Disposition"] = str(disposition)
    answer.headers["Content-Security-Policy"] = SANDBOX
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
