"""Pages about one document."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from insyn.accounts.http import Request
from insyn.documents import services
from insyn.documents.http import file_answer
from insyn.documents.models import Document
from insyn.kernel.access import Secrecy
from insyn.kernel.errors import RuleViolation
from insyn.platform import clock
from insyn.platform.sentences import said


@require_GET
def detail(request: Request, pk: int) -> HttpResponse:
    """Show what is known of a document: whose it is, how guarded, and for how long."""
    rows = Document.objects.visible_to(request.access)
    document = get_object_or_404(rows.select_related("authority__municipality", "stored_by"), pk=pk)
    services.note_seen(request.access, document)
    context = {
        "document": document,
        "secrecy": Secrecy(document.secrecy),
        "is_guarded": document.secrecy >= Secrecy.RESTRICTED,
        "today": clock.today(),
    }
    return render(request, "documents/detail.html", context)


@require_GET
def download(request: Request, pk: int) -> HttpResponse:
    """Send the file itself."""
    document = get_object_or_404(Document.objects.visible_to(request.access), pk=pk)
    try:
        content = services.open_document(request.access, document)
    except RuleViolation as no:
        messages.error(request, said(no))
        return redirect("documents:detail", pk)
    return file_answer(document, content)
