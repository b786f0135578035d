"""What the pages of thematic reviews share."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __

from insyn.accounts.http import Request
from insyn.documents.http import ListColumn, day, label
from insyn.kernel.access import Permission
from insyn.platform.answers import FormPage
from insyn.themes.models import (
    Recommendation,
    ThematicReview,
    ThemeCause,
    ThemeService,
    ThemeSource,
)
from insyn.themes.queries.reviews import reviews_seen

PER_PAGE = 50
REVIEW_COLUMNS = (
    ListColumn(__("Rubrik"), lambda row: row.title, width=44),
    ListColumn(__("Tema"), lambda row: row.theme, width=28),
    ListColumn(
        __("Verksamhetsområde"),
        lambda row: str(row.service_area or _("Flera verksamhetsområden")),
        width=28,
    ),
    day(__("Från"), lambda row: row.starts_on),
    day(__("Till"), lambda row: row.ends_on),
    ListColumn(__("Läge"), lambda row: label(row.shown_state)),
    ListColumn(__("Ansvarig"), lambda row: str(row.responsible or "")),
    day(__("Rapporten lämnad"), lambda row: row.written_on),
    day(__("Behandlad av nämnden"), lambda row: row.decided_on),
    ListColumn(__("Nämndens beslut"), lambda row: row.board_reference),
    ListColumn(__("Nämnd"), lambda row: str(row.authority), width=32),
)
"""The list of reviews as a file."""


def review_at(request: Request, pk: int, *, need: Permission | None = None) -> ThematicReview:
    """Return the review of the address.

    Raises:
        Http404: there is none, or it is not for the asker to see.
        NotAllowed: the page needs a permission that the asker lacks.
    """
    rows = reviews_seen(request.access).select_related("word", "pdf")
    review = get_object_or_404(rows, pk=pk)
    if need is not None:
        request.access.require(need, authority_id=review.authority_id)
    return review


PARTS: dict[str, Any] = {
    "kallor": ThemeSource,
    "orsaker": ThemeCause,
    "rekommendationer": Recommendation,
}
"""What an address calls the parts of a review."""


def part_at(
    request: Request, review: ThematicReview, part: str, row: int
) -> ThemeSource | ThemeCause | Recommendation:
    """Return the part of the review that the address names, or answer 404."""
    if part not in PARTS:
        raise Http404
    rows = PARTS[part].objects.visible_to(request.access).filter(review=review)
    found: ThemeSource | ThemeCause | Recommendation = get_object_or_404(rows, pk=row)
    return found


def service_at(request: Request, review: ThematicReview, row: int) -> ThemeService:
    """Return the service of the sample that the address names, or answer 404."""
    rows = ThemeService.objects.visible_to(request.access).filter(review=review)
    found: ThemeService = get_object_or_404(
        rows.select_related("contract__provider", "contract__agreement"), pk=row
    )
    found.review = review
    return found


def about_review(review: ThematicReview, heading: str, *, done: str, **more: Any) -> FormPage:
    """Return what surrounds a form that leads back to the review, to ``place`` on its page."""
    place = more.pop("place", "")
    return FormPage(
        template="themes/form.html",
        heading=heading,
        back=reverse("themes:detail", args=[review.pk]) + (f"#{place}" if place else ""),
        done=done,
        button=more.pop("button", "") or _("Spara"),
        lead=more.pop("lead", "") or review.title,
        context={"review": review},
        **more,
    )
