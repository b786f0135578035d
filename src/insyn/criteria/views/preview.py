"""A template as the provider or the reviewer will see it. Nothing is stored."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from insyn.accounts.http import Request
from insyn.criteria.http import seen_version
from insyn.criteria.queries import preview as queries
from insyn.criteria.queries.editor import version_shown
from insyn.criteria.queries.preview import Reader
from insyn.platform import clock


@require_GET
def preview(request: Request, pk: int, reader: str) -> HttpResponse:
    """Show the template with the answers in the address tried out."""
    if reader not in Reader.codes():
        raise Http404
    version = seen_version(request, pk)
    shown = version_shown(request.access, version, version.published_on or clock.today())
    context = {
        "version": version,
        "reader": Reader(reader),
        "readers": list(Reader),
        "shown": shown,
        "preview": queries.preview(shown, Reader(reader), request.GET),
    }
    return render(request, "criteria/preview.html", context)
