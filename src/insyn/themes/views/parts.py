"""Sources, causes and recommendations of a review."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __
from django.views.decorators.http import require_http_methods, require_POST

from insyn.accounts.http import Request
from insyn.kernel.access import Permission
from insyn.platform.answers import answer_button, answer_form
from insyn.themes import services
from insyn.themes.forms import parts as forms
from insyn.themes.forms.reviews import VersionForm
from insyn.themes.http import about_review, part_at, review_at
from insyn.themes.models import ThematicReview
from insyn.themes.queries.reviews import recommendations_of


@dataclass(frozen=True, slots=True)
class PartPage:
    """How one kind of part is asked for and saved."""

    form: Callable[..., VersionForm]
    facts: Callable[..., Any]
    save: Callable[..., object]
    new: str | Promise
    change: str | Promise


PAGES: Mapping[str, PartPage] = {
    "kallor": PartPage(
        forms.SourceForm, services.SourceFacts, services.save_source,
        __("Lägg till källa"), __("Ändra källan"),
    ),
    "orsaker": PartPage(
        forms.CauseForm, services.CauseInput, services.save_cause,
        __("Lägg till orsak"), __("Ändra orsaken"),
    ),
    "rekommendationer": PartPage(
        forms.RecommendationForm, services.RecommendationFacts, services.save_recommendation,
        __("Lägg till rekommendation"), __("Ändra rekommendationen"),
    ),
}  # fmt: skip


@require_http_methods(["GET", "POST"])
def add(request: Request, pk: int, part: str) -> HttpResponse:
    """Add a source, a cause or a recommendation."""
    review = review_at(request, pk, need=Permission.WRITE_REPORT)
    return _answered(request, review, part, None)


@require_http_methods(["GET", "POST"])
def change(request: Request, pk: int, part: str, row: int) -> HttpResponse:
    """Change a source, a cause or a recommendation."""
    review = review_at(request, pk, need=Permission.WRITE_REPORT)
    return _answered(request, review, part, part_at(request, review, part, row))


def _answered(
    request: Request, review: ThematicReview, part: str, row: object | None
) -> HttpResponse:
    if part not in PAGES:
        raise Http404
    kind = PAGES[part]
    heading = str(kind.new if row is None else kind.change)
    page = about_review(review, heading, done=_("Ändringen är sparad."), place=part)
    form = kind.form(request.access, review, row, request.POST or None)
    return answer_form(request, form, partial(_save, request, review, kind, row), page)


def _save(
    request: Request,
    review: ThematicReview,
    kind: PartPage,
    row: object | None,
    /,
    *,
    version: int,
    **facts: Any,
) -> object:
    known = kind.facts(**facts)
    return kind.save(request.access, review, facts=known, version=version, row=row)


@require_POST
def remove(request: Request, pk: int, part: str, row: int) -> HttpResponse:
    """Take a part away."""
    review = review_at(request, pk, need=Permission.WRITE_REPORT)
    found = part_at(request, review, part, row)
    form = VersionForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else 0
    return answer_button(
        request,
        partial(services.remove_part, request.access, review, found, version=version),
        back=reverse("themes:detail", args=[pk]) + f"#{part}",
        done=_("Delen är borttagen."),
    )


@require_http_methods(["GET", "POST"])
def done(request: Request, pk: int, row: int) -> HttpResponse:
    """Note that a recommendation has been carried out."""
    review = review_at(request, pk, need=Permission.WRITE_REPORT)
    rows = recommendations_of(request.access, review).select_related("review")
    recommendation = get_object_or_404(rows, pk=row)
    page = about_review(
        review, _("Rekommendationen är genomförd"), done=_("Det är antecknat."),
        place="rekommendationer", lead=recommendation.text,
    )  # fmt: skip
    form = forms.DoneForm(request.POST or None, initial={"version": recommendation.version})
    act = partial(services.note_done, request.access, recommendation)
    return answer_form(request, form, act, page)
