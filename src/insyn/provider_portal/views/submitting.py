"""Reading through a survey, handing it in, and the receipt."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from insyn.accounts.http import Request
from insyn.documents.http import made_file
from insyn.kernel.errors import RuleViolation
from insyn.platform.sentences import said
from insyn.provider_portal import http
from insyn.provider_portal.forms import HandInSurveyForm
from insyn.surveys.letters.receipt import grouped
from insyn.surveys.models import Submission, SurveyResponse
from insyn.surveys.queries.answering import Answering
from insyn.surveys.services.answers import OnlyAPart
from insyn.surveys.services.receipts import hand_in, receipt_facts, receipt_pdf


@require_GET
def survey_review(request: Request, pk: int) -> HttpResponse:
    """Show every answer in words, and what is left, before the survey is handed in."""
    page = http.own_answering(request, pk)
    seen = {"key": uuid.uuid4(), "seen_revision": page.response.revision}
    return _review(request, page, HandInSurveyForm(initial=seen))


def _review(request: Request, page: Answering, form: HandInSurveyForm) -> HttpResponse:
    context = {"page": page, "form": form, "ground": http.ground(page)}
    return http.show(request, "provider_portal/survey_review.html", context)


@require_POST
def survey_submit(request: Request, pk: int) -> HttpResponse:
    """Hand the survey in and show the receipt."""
    form = HandInSurveyForm(request.POST)
    if form.is_valid():
        sent = form.cleaned_data
        try:
            made = hand_in(request.access, pk, key=sent["key"], seen_revision=sent["seen_revision"])
        except (SurveyResponse.DoesNotExist, OnlyAPart) as unseen:
            raise Http404 from unseen
        except RuleViolation as no:
            messages.error(request, said(no))
            return redirect("provider_portal:survey_review", pk)
        return redirect("provider_portal:survey_receipt", pk, made.number)
    return _review(request, http.only_whole(http.own_answering(request, pk)), form)


@require_GET
def survey_receipt(request: Request, pk: int, number: int) -> HttpResponse:
    """Show the receipt for what was handed in."""
    response, submission = _submission(request, pk, number)
    facts = receipt_facts(response, submission)
    context = {"response": response, "submission": submission, "receipt": facts,
               "digest": grouped(facts.digest)}  # fmt: skip
    return http.show(request, "provider_portal/survey_receipt.html", context)


@require_GET
def survey_receipt_pdf(request: Request, pk: int, number: int) -> HttpResponse:
    """Send the receipt as PDF."""
    response, submission = _submission(request, pk, number)
    name = _("kvitto-%(number)s.pdf") % {"number": receipt_facts(response, submission).number}
    content = receipt_pdf(response, submission)
    return made_file(content, name=name.removesuffix(".pdf"), ending="pdf")


def _submission(request: Request, pk: int, number: int) -> tuple[SurveyResponse, Submission]:
    """Return a submission with its response; 404 to one who answers only a part."""
    page = http.only_whole(http.own_answering(request, pk))
    rows = Submission.objects.shown_to_provider(request.access).filter(response=pk, number=number)
    submission = rows.select_related("submitted_by").first()
    if submission is None:
        raise Http404
    return page.response, submission
