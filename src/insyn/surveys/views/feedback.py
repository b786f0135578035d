"""Pages about feedback to one provider: read the letter through, send it, open it."""

from functools import partial
from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from insyn.accounts.http import Request
from insyn.documents.http import file_answer
from insyn.documents.services import open_document
from insyn.findings.queries import readiness
from insyn.followups.models import Followup
from insyn.followups.rules import REPORTED
from insyn.measures.rules import answer_due
from insyn.papers import html
from insyn.platform import clock
from insyn.platform.answers import answer_form
from insyn.surveys.forms.reviews import FeedbackForm
from insyn.surveys.letters.feedback import feedback as letter_of
from insyn.surveys.models import SurveyResponse
from insyn.surveys.queries.beside_others import everybody_in
from insyn.surveys.rules.reviewing import feedback_refusal
from insyn.surveys.services import reviews
from insyn.surveys.services.reviews.letter_facts import feedback_facts
from insyn.surveys.views.reviews import about_response, reviewed_at


@require_http_methods(["GET", "POST"])
def feedback(request: Request, pk: int) -> HttpResponse:
    """Show the letter as it will be, and send it."""
    row = reviewed_at(request, pk)
    followup = _followup(request, row)
    context = _letter(request, row, followup)
    initial = {"version": row.version, "plan_due_on": answer_due(clock.today())}
    form = FeedbackForm(
        request.POST or None, initial=initial, has_deficiency=context["has_deficiency"]
    )
    page = about_response(
        row,
        _("Skicka återkoppling"),
        done=_("Återkopplingen är skickad. Utföraren får ett mejl och kan läsa resultatet."),
        button=_("Skicka återkopplingen"),
        template="surveys/feedback.html",
        context=context,
    )
    return answer_form(request, form, partial(_send, request, row, form), page)


def _followup(request: Request, row: SurveyResponse) -> Followup:
    rows = Followup.objects.visible_to(request.access).select_related(
        "contract__provider", "contract__agreement", "authority__municipality", "lot",
        "template_version",
    )  # fmt: skip
    found = rows.filter(survey_response=row).first()
    if found is None:
        raise Http404
    return found


def _letter(request: Request, row: SurveyResponse, followup: Followup) -> dict[str, Any]:
    is_sent = followup.state in REPORTED
    refusal = feedback_refusal(row.shown_state, is_sent=is_sent)
    shown: dict[str, Any] = {
        "refusal": refusal,
        "left": [] if refusal else readiness(request.access, followup).before_send(),
        "has_deficiency": False,
        "is_sent": is_sent,
        "followup": followup,
    }
    if refusal:
        return shown
    everybody = everybody_in(request.access, row.round)
    facts = feedback_facts(request.access, row, followup, everybody=everybody)
    body = html.render(letter_of(facts, issued_on=clock.today()))
    return shown | {"body": body, "has_deficiency": bool(facts.deficiencies)}


def _send(request: Request, row: SurveyResponse, form: FeedbackForm, **said: Any) -> SurveyResponse:
    return reviews.send_feedback(
        request.access, row, plan_due_on=form.due_on, version=said["version"]
    )


@require_GET
def feedback_file(request: Request, pk: int, extension: str) -> HttpResponse:
    """Send the letter as it was issued, in Word or PDF."""
    row = reviewed_at(request, pk)
    document = {"docx": row.feedback_word, "pdf": row.feedback_pdf}.get(extension)
    if document is None:
        raise Http404
    return file_answer(document, open_document(request.access, document))
