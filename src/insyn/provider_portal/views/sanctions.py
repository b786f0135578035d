"""Sanctions that a provider has been told of, and what it has against them."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from insyn.accounts.http import Request
from insyn.documents.http import file_answer
from insyn.documents.services import open_document
from insyn.kernel.errors import RuleViolation
from insyn.measures.forms.sanction_moves import OwnContestForm
from insyn.measures.models import Sanction
from insyn.measures.services.sanction_notices import contest_sanction
from insyn.platform import clock
from insyn.provider_portal import http
from insyn.provider_portal.queries.sanctions import own_sanction_page


@require_http_methods(["GET", "POST"])
def sanction(request: Request, pk: int) -> HttpResponse:
    """Show a sanction with its grounds, amounts and letters, and take in a contest."""
    row = http.own_sanction(request, pk)
    is_sent = request.method == "POST"
    sent: dict[str, Any] = {"data": request.POST, "files": request.FILES} if is_sent else {}
    form = OwnContestForm(**sent, initial={"version": row.version})
    if form.is_valid() and _contested(request, row, form):
        said = _("Vi har tagit emot ert bestridande, %(at)s. Nämnden prövar det.")
        messages.success(request, said % {"at": http.moment()})
        return redirect("provider_portal:sanction", row.pk)
    page = own_sanction_page(request.access, row, today=clock.today())
    return http.show(request, "provider_portal/sanction.html", {"page": page, "form": form})


def _contested(request: Request, row: Sanction, form: OwnContestForm) -> bool:
    version = form.cleaned_data["version"]
    try:
        contest_sanction(request.access, row, facts=form.contest(), version=version)
    except RuleViolation as no:
        form.refuse(no)
        return False
    return True


@require_GET
def letter(request: Request, pk: int, extension: str) -> HttpResponse:
    """Send a letter about a sanction as it was issued, in Word or PDF."""
    row = http.own_sanction_letter(request, pk)
    documents = {"docx": row.word, "pdf": row.pdf}
    if extension not in documents:
        raise Http404
    document = documents[extension]
    return file_answer(document, open_document(request.access, document))
