"""The sample of a review, and the follow-ups made of it."""

from dataclasses import replace
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from insyn.accounts.http import Request
from insyn.kernel.access import Permission
from insyn.platform.answers import answer_button, answer_form
from insyn.themes import services
from insyn.themes.forms import parts as forms
from insyn.themes.forms.reviews import VersionForm
from insyn.themes.http import about_review, review_at, service_at
from insyn.themes.models import ThematicReview
from insyn.themes.queries.sample import sample_of
from insyn.themes.services import DrawFacts, PlannedFacts

PLACE = "urval"


@require_http_methods(["GET", "POST"])
def add(request: Request, pk: int) -> HttpResponse:
    """Take services into the sample, searched for and ticked, or all of an area."""
    review = review_at(request, pk, need=Permission.WRITE_REPORT)
    filters = forms.SampleFilter(request.GET)
    words = filters.chosen["q"] or ""
    form = forms.SampleForm(request.access, review, request.POST or None, words=words)
    page = about_review(
        review, _("Lägg till verksamheter"), done=_("Urvalet är utökat."), place=PLACE,
        button=_("Lägg till"),
    )  # fmt: skip
    page = replace(
        page, template="themes/sample_form.html", context={"review": review, "filters": filters}
    )
    act = partial(services.add_services, request.access, review)
    return answer_form(request, form, act, page)


@require_http_methods(["GET", "POST"])
def draw(request: Request, pk: int) -> HttpResponse:
    """Draw services into the sample by a seed, so that anybody can do it again."""
    review = review_at(request, pk, need=Permission.WRITE_REPORT)
    form = forms.DrawForm(request.access, review, request.POST or None)
    page = about_review(
        review,
        _("Lotta verksamheter"),
        done=_("Lottningen är gjord. Under Urval står hur många, bland hur många och fröet."),
        place=PLACE,
        button=_("Lotta"),
        lead=ngettext(
            "%(count)d verksamhet finns att lotta bland.",
            "%(count)d verksamheter finns att lotta bland.",
            form.possible,
        )
        % {"count": form.possible},
    )
    return answer_form(request, form, partial(_draw, request, review), page)


def _draw(request: Request, review: ThematicReview, *, version: int, **facts: Any) -> object:
    return services.draw_services(request.access, review, facts=DrawFacts(**facts), version=version)


@require_http_methods(["GET", "POST"])
def change(request: Request, pk: int, row: int) -> HttpResponse:
    """Link a follow-up to a service of the sample, or note something about it."""
    review = review_at(request, pk, need=Permission.WRITE_REPORT)
    service = service_at(request, review, row)
    page = about_review(
        review, _("Verksamhet i urvalet"), done=_("Ändringen är sparad."), place=PLACE,
        lead=str(service.contract),
    )  # fmt: skip
    form = forms.ServiceForm(request.access, service, request.POST or None)
    return answer_form(
        request, form, partial(services.change_service, request.access, service), page
    )


@require_POST
def remove(request: Request, pk: int, row: int) -> HttpResponse:
    """Take a service out of the sample."""
    review = review_at(request, pk, need=Permission.WRITE_REPORT)
    service = service_at(request, review, row)
    form = VersionForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else 0
    return answer_button(
        request,
        partial(services.remove_service, request.access, service, version=version),
        back=reverse("themes:detail", args=[pk]) + f"#{PLACE}",
        done=_("Verksamheten är borttagen ur urvalet."),
    )


@require_http_methods(["GET", "POST"])
def followups(request: Request, pk: int) -> HttpResponse:
    """Plan a follow-up for each service of the sample that has none."""
    review = review_at(request, pk, need=Permission.PLAN_FOLLOWUP)
    left = sample_of(request.access, review).filter(followup=None).count()
    page = about_review(
        review,
        _("Skapa uppföljningar"),
        done=_("Uppföljningarna är skapade. De genomförs och återkopplas som andra."),
        place=PLACE,
        button=_("Skapa uppföljningarna"),
        lead=ngettext(
            "%(count)d verksamhet i urvalet saknar uppföljning.",
            "%(count)d verksamheter i urvalet saknar uppföljning.",
            left,
        )
        % {"count": left},
    )
    form = forms.FollowupsForm(request.access, review, request.POST or None)
    return answer_form(request, form, partial(_plan, request, review), page)


def _plan(request: Request, review: ThematicReview, *, version: int, **facts: Any) -> int:
    planned = PlannedFacts(**facts)
    return services.plan_followups(request.access, review, facts=planned, version=version)
