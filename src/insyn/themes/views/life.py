"""What is done with a review as a whole."""

from collections.abc import Callable
from functools import partial

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from insyn.accounts.http import Request
from insyn.kernel.access import Permission
from insyn.platform.answers import answer_button, answer_form
from insyn.themes import services
from insyn.themes.forms import reviews as forms
from insyn.themes.http import about_review, review_at
from insyn.themes.models import ThematicReview


@require_POST
def start(request: Request, pk: int) -> HttpResponse:
    """Begin the review."""
    return _pressed(request, pk, services.start_review, done=_("Granskningen har påbörjats."))


@require_POST
def write(request: Request, pk: int) -> HttpResponse:
    """Hand in the report."""
    done = _("Rapporten är lämnad och sparad som Word och PDF.")
    return _pressed(request, pk, services.write_report, done=done)


@require_POST
def reopen(request: Request, pk: int) -> HttpResponse:
    """Open the review again."""
    done = _("Granskningen är öppen igen. Den rapport som lämnades finns kvar bland handlingarna.")
    return _pressed(request, pk, services.reopen_review, done=done)


def _pressed(
    request: Request, pk: int, act: Callable[..., ThematicReview], *, done: str
) -> HttpResponse:
    review = review_at(request, pk, need=Permission.WRITE_REPORT)
    form = forms.VersionForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else 0
    back = reverse("themes:detail", args=[pk])
    acted = partial(act, request.access, review, version=version)
    return answer_button(request, acted, back=back, done=done)


@require_http_methods(["GET", "POST"])
def decide(request: Request, pk: int) -> HttpResponse:
    """Note that the board has treated the report."""
    review = review_at(request, pk, need=Permission.DECIDE_REPORT)
    page = about_review(
        review,
        _("Anteckna nämndens behandling"),
        done=_("Behandlingen är antecknad. Nu kan alla i nämnden läsa rapporten."),
        button=_("Anteckna"),
    )
    form = forms.DecideForm(request.POST or None, initial={"version": review.version})
    act = partial(services.decide_review, request.access, review)
    return answer_form(request, form, act, page)


@require_http_methods(["GET", "POST"])
def cancel(request: Request, pk: int) -> HttpResponse:
    """Cancel the review with a reason."""
    review = review_at(request, pk, need=Permission.WRITE_REPORT)
    page = about_review(
        review, _("Ställ in granskningen"), done=_("Granskningen är inställd."),
        button=_("Ställ in"),
    )  # fmt: skip
    form = forms.CancelForm(request.POST or None, initial={"version": review.version})
    act = partial(services.cancel_review, request.access, review)
    return answer_form(request, form, act, page)
