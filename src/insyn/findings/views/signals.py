"""The page where a finding is given the signals that it stands on."""

from functools import partial

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from insyn.accounts.http import Request
from insyn.findings import http
from insyn.findings.forms.signals import SignalsForm
from insyn.findings.services.signals import stand_on_signals
from insyn.platform.answers import FormPage, answer_form


@require_http_methods(["GET", "POST"])
def signals(request: Request, pk: int) -> HttpResponse:
    """Ask which of the follow-up's signals a finding stands on."""
    finding = http.written_finding(request, pk)
    form = SignalsForm(request.access, finding, request.POST or None)
    page = FormPage(
        template="findings/signals.html",
        heading=_("Signaler som resultatet stöder sig på"),
        back=reverse("findings:followup", args=[finding.followup_id]),
        done=_("Resultatets signaler är sparade."),
        button=_("Spara"),
        context={"followup": finding.followup, "finding": finding},
    )
    return answer_form(request, form, partial(stand_on_signals, request.access, finding), page)
