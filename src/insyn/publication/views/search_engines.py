"""What search engines ask for: which pages they may read, and which there are."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from insyn.publication.http import absolute, open_to_all
from insyn.publication.queries.open_data import published_now
from insyn.publication.rules.sitemap import ToldPage, robots, sitemap

OPEN_PATHS = ("public:start", "public:open_data", "public:dcat", "portal:accessibility")


@open_to_all
def robots_file(request: HttpRequest) -> HttpResponse:
    """Say that the open pages may be read and that the rest is not for search engines."""
    del request
    paths = [reverse(name) for name in OPEN_PATHS]
    said = robots([*paths, settings.STATIC_URL], sitemap_address=absolute("public:sitemap"))
    return HttpResponse(said, content_type="text/plain; charset=utf-8")


@open_to_all
def sitemap_file(request: HttpRequest) -> HttpResponse:
    """List what is published now, each page in both languages."""
    del request
    pages = [ToldPage(address=absolute(name)) for name in ("public:start", "public:open_data")]
    for row in published_now():
        day = row.published_on or row.last_on
        pages += [
            ToldPage(address=absolute(name, row.pk), changed_on=day)
            for name in ("public:results", "public:about")
        ]
    return HttpResponse(sitemap(pages), content_type="application/xml")
