"""Files that belong to answers."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from insyn.accounts.http import Request
from insyn.documents.http import file_answer
from insyn.documents.models import Document
from insyn.documents.rules import MAX_BYTES
from insyn.documents.services import open_document
from insyn.kernel.errors import RuleViolation
from insyn.platform.sentences import said
from insyn.provider_portal import http
from insyn.provider_portal.forms import AnswerFilesForm
from insyn.surveys.queries.answering import Answering, file_of_answer
from insyn.surveys.rules.answering import QuestionShown, SectionShown
from insyn.surveys.services.answers import attach_file, remove_file


@require_http_methods(["GET", "POST"])
def file_add(request: Request, pk: int, question_pk: int) -> HttpResponse:
    """Attach files to an answer."""
    page = http.own_answering(request, pk)
    area, question = _question(page, question_pk)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = AnswerFilesForm(*sent)
    if form.is_valid() and _attached(request, page, question, form):
        return redirect(_back(page, area, question))
    context = {
        "page": page, "section": area, "question": question, "form": form,
        "back": _back(page, area, question), "most_bytes": MAX_BYTES,
    }  # fmt: skip
    return http.show(request, "provider_portal/survey_files.html", context)


def _attached(
    request: Request, page: Answering, question: QuestionShown, form: AnswerFilesForm
) -> bool:
    papers = form.papers()
    try:
        for paper in papers:
            attach_file(request.access, page.response.pk, question=question.pk, paper=paper)
    except RuleViolation as no:
        form.refuse(no)
        return False
    messages.success(request, _receipt(len(papers)))
    return True


def _receipt(count: int) -> str:
    return ngettext(
        "%(count)d fil är sparad på servern, %(at)s.",
        "%(count)d filer är sparade på servern, %(at)s.",
        count,
    ) % {"count": count, "at": http.moment()}


@require_GET
def file(request: Request, pk: int, document_pk: int) -> HttpResponse:
    """Send a file that the provider attached."""
    page = http.own_answering(request, pk)
    document = file_of_answer(request.access, page.response, document_pk)
    if document is None:
        raise Http404
    return file_answer(document, open_document(request.access, document))


@require_POST
def file_remove(request: Request, pk: int, question_pk: int, document_pk: int) -> HttpResponse:
    """Take a file away from an answer."""
    page = http.own_answering(request, pk)
    area, question = _question(page, question_pk)
    try:
        remove_file(request.access, pk, question=question.pk, document_pk=document_pk)
    except Document.DoesNotExist:
        raise Http404 from None
    except RuleViolation as no:
        messages.error(request, said(no))
    else:
        messages.success(request, _("Filen är borttagen."))
    return redirect(_back(page, area, question))


def _question(page: Answering, question_pk: int) -> tuple[SectionShown, QuestionShown]:
    for area in page.sections:
        for question in area.questions:
            if question.pk == question_pk:
                return area, question
    raise Http404


def _back(page: Answering, area: SectionShown, question: QuestionShown) -> str:
    address = reverse("provider_portal:survey_section", args=[page.response.pk, area.number])
    return f"{address}#fraga-{question.pk}"
