"""What everybody may read, without logging in; and the same pages before they are out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET

from insyn.accounts.http import Request
from insyn.publication.forms import LinesFilter
from insyn.publication.http import OpenView, open_page, open_to_all, publication_at
from insyn.publication.models import Publication, Snapshot
from insyn.publication.queries.shown import (
    MOST_COMPARED,
    boards,
    comparison_of,
    editions,
    lines_of,
    newest_edition,
    published_row,
    reply_rows,
    shown_line,
    summary_rows,
)
from insyn.publication.rules import LICENCE_ADDRESSES, Licence, PublicationState

PER_PAGE = 50
LONGEST_KEY = 18


@dataclass(frozen=True, slots=True)
class Shelf:
    """The pages of publications, by the names of their addresses."""

    results: str
    provider: str
    compare: str
    about: str
    is_preview: bool = False


PUBLIC = Shelf("public:results", "public:provider", "public:compare", "public:about")
PREVIEW = Shelf(
    "publication:preview",
    "publication:preview_provider",
    "publication:preview_compare",
    "publication:preview_about",
    is_preview=True,
)


def of_publication(view: Callable[..., HttpResponse]) -> OpenView:
    """Give the view what is published now; say where another has gone."""

    @open_to_all
    @wraps(view)
    def answered(request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponse:
        row = published_row(pk)
        if row is None:
            raise Http404
        if row.state == PublicationState.WITHDRAWN:
            context = {"publication": row}
            return open_page(request, "publication/open/gone.html", context, status=HTTPStatus.GONE)
        if row.state == PublicationState.REPLACED:
            match = request.resolver_match
            name = match.view_name if match else PUBLIC.results
            address = reverse(name, kwargs={"pk": newest_edition(row).pk, **kwargs})
            return redirect(f"{address}?{request.GET.urlencode()}".rstrip("?"))
        return view(request, row, **kwargs)

    return answered


@open_to_all
def start(request: HttpRequest) -> HttpResponse:
    """Show which boards have published what."""
    return open_page(request, "publication/open/start.html", {"boards": boards()})


@of_publication
def results(request: HttpRequest, row: Publication) -> HttpResponse:
    """List the providers, with search and filters."""
    return _results(request, row, Snapshot.objects.of_everybody(), PUBLIC)


@of_publication
def provider(request: HttpRequest, row: Publication, key: int) -> HttpResponse:
    """Show one provider."""
    return _provider(request, row, Snapshot.objects.of_everybody(), PUBLIC, key=key)


@of_publication
def compare(request: HttpRequest, row: Publication) -> HttpResponse:
    """Show two to four providers side by side."""
    return _compare(request, row, Snapshot.objects.of_everybody(), PUBLIC)


@of_publication
def about_figures(request: HttpRequest, row: Publication) -> HttpResponse:
    """Say what a follow-up is, what the words mean, and the sums."""
    return _about(request, row, PUBLIC)


@require_GET
def preview(request: Request, pk: int) -> HttpResponse:
    """Show the list as the public will see it."""
    row = publication_at(request, pk)
    return _results(request, row, Snapshot.objects.visible_to(request.access), PREVIEW)


@require_GET
def preview_provider(request: Request, pk: int, key: int) -> HttpResponse:
    """Show a provider as the public will see it."""
    row = publication_at(request, pk)
    return _provider(request, row, Snapshot.objects.visible_to(request.access), PREVIEW, key=key)


@require_GET
def preview_compare(request: Request, pk: int) -> HttpResponse:
    """Show a comparison as the public will see it."""
    row = publication_at(request, pk)
    return _compare(request, row, Snapshot.objects.visible_to(request.access), PREVIEW)


@require_GET
def preview_about(request: Request, pk: int) -> HttpResponse:
    """Show the words about the figures as the public will see them."""
    return _about(request, publication_at(request, pk), PREVIEW)


def _results(
    request: HttpRequest, row: Publication, rows: QuerySet[Snapshot], shelf: Shelf
) -> HttpResponse:
    filters = LinesFilter(row, request.GET)
    found = lines_of(rows, row, filters.chosen)
    context = {
        "publication": row,
        "shelf": shelf,
        "filters": filters,
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "request": request,
    }
    return open_page(request, "publication/open/results.html", context)


def _provider(
    request: HttpRequest,
    row: Publication,
    rows: QuerySet[Snapshot],
    shelf: Shelf,
    *,
    key: int,
) -> HttpResponse:
    lines = list(rows.filter(publication=row, provider_key=key).order_by("area_name", "pk"))
    if not lines:
        raise Http404
    context = {
        "publication": row,
        "shelf": shelf,
        "provider": lines[0],
        "lines": [shown_line(line) for line in lines],
    }
    return open_page(request, "publication/open/provider.html", context)


def _compare(
    request: HttpRequest, row: Publication, rows: QuerySet[Snapshot], shelf: Shelf
) -> HttpResponse:
    chosen = _chosen(request.GET.getlist("u"))
    found = {line.pk: line for line in rows.filter(publication=row, pk__in=chosen)}
    lines = [found[key] for key in chosen if key in found]
    context = {
        "publication": row,
        "shelf": shelf,
        "comparison": comparison_of(lines[:MOST_COMPARED]),
        "is_enough": len(lines) > 1,
        "is_too_many": len(lines) > MOST_COMPARED,
    }
    return open_page(request, "publication/open/compare.html", context)


def _chosen(said: Sequence[str]) -> list[int]:
    """Return the numbers of the lines to compare, each once, in the order they were chosen."""
    numbers = (int(one) for one in said if one.isdecimal() and len(one) <= LONGEST_KEY)
    return list(dict.fromkeys(numbers))[:PER_PAGE]


def _about(request: HttpRequest, row: Publication, shelf: Shelf) -> HttpResponse:
    context = {
        "publication": row,
        "shelf": shelf,
        "summary": summary_rows(row),
        "replies": reply_rows(row),
        "editions": editions(row),
        "licence": Licence(row.licence),
        "licence_address": LICENCE_ADDRESSES[Licence(row.licence)],
    }
    return open_page(request, "publication/open/about.html", context)
