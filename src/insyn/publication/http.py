"""What the pages of publications share: inside the house, and open to everybody."""

import hashlib
from collections.abc import Callable, Mapping
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext_lazy as __
from django.views.decorators.http import require_safe

from insyn.accounts.http import Request
from insyn.documents.http import ListColumn, day, label
from insyn.kernel.access import Permission
from insyn.kernel.errors import NotAllowed
from insyn.platform.answers import FormPage
from insyn.publication.models import Publication
from insyn.publication.queries.listed import publications_seen

PER_PAGE = 50
LANGUAGES = ("sv", "en")
FRESH = 300
"""Seconds during which an open page may be shown again without asking."""
OPEN_MARK = "insyn_is_open"
"""What an answer carries that is the same for everybody."""

COLUMNS = (
    ListColumn(__("Rubrik"), lambda row: row.title, width=44),
    day(__("Från"), lambda row: row.first_on),
    day(__("Till"), lambda row: row.last_on),
    ListColumn(__("Läge"), lambda row: label(row.shown_state)),
    ListColumn(__("Utgåva"), lambda row: str(row.edition)),
    ListColumn(__("Nämnd"), lambda row: str(row.authority), width=32),
)


def publication_at(request: Request, pk: int, *, need: tuple[Permission, ...] = ()) -> Publication:
    """Return the publication of the address.

    Raises:
        Http404: there is none, or it is not for the asker to see.
        NotAllowed: the page needs one of the permissions, and the asker has none of them.
    """
    row: Publication = get_object_or_404(publications_seen(request.access), pk=pk)
    board = row.authority_id
    if need and not any(request.access.may(one, authority_id=board) for one in need):
        raise NotAllowed(need[0])
    return row


def about(row: Publication, heading: str, *, done: str, **more: Any) -> FormPage:
    """Return what surrounds a form that leads back to the publication."""
    return FormPage(
        template="publication/form.html",
        heading=heading,
        back=reverse("publication:detail", args=[row.pk]),
        done=done,
        lead=more.pop("lead", "") or row.title,
        context={"publication": row},
        **more,
    )


class OpenPagesMiddleware:
    """Let what is open to everybody leave without cookies, also with shared caches.

    It stands outside the sessions: an open page is made without looking at who asks, so no
    cookie goes with it and it does not vary with any.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if hasattr(response, OPEN_MARK):
            response.cookies.clear()
            del response.headers["Vary"]
            response.headers["Content-Language"] = getattr(response, OPEN_MARK)
        return response


def language_of(request: HttpRequest) -> str:
    """Return the language that the address asks for; Swedish unless it says English."""
    asked = request.GET.get("lang", "")
    return asked if asked in LANGUAGES else LANGUAGES[0]


OpenView = Callable[..., HttpResponse]


def open_to_all(view: OpenView) -> OpenView:
    """Show the view to everybody, alike, in the language of the address and with an ETag.

    A view that knows its answer before it makes it gives the ETag itself, see ``unchanged``.
    """

    @require_safe
    @login_not_required
    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        language = language_of(request)
        with translation.override(language):
            response = view(request, *args, **kwargs)
        setattr(response, OPEN_MARK, language)
        response.headers["Cache-Control"] = f"public, max-age={FRESH}"
        if response.status_code != HTTPStatus.OK:
            return response
        etag = response.headers.get("ETag") or etag_of(response.content)
        response.headers["ETag"] = etag
        kept = get_conditional_response(request, etag=etag, response=response) or response
        setattr(kept, OPEN_MARK, language)
        return kept

    return answered


def etag_of(content: bytes) -> str:
    """Return what an answer made of the content is known by."""
    return quote_etag(hashlib.sha256(content).hexdigest())


def unchanged(request: HttpRequest, etag: str) -> HttpResponse | None:
    """Return the answer to one who has the content already; None when it is to be made."""
    kept: HttpResponse | None = get_conditional_response(request, etag=etag)
    return kept


def open_page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, object],
    *,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    """Return a page made of nothing but the address: no asker, no session, no cookie."""
    language = language_of(request)
    along = request.GET.copy()
    along["lang"] = next(one for one in LANGUAGES if one != language)
    content = render_to_string(
        template,
        {
            **context,
            "LANGUAGE_CODE": language,
            "is_english": language == "en",
            "address": f"{settings.BASE_ADDRESS}{request.path}",  # never what the asker says
            "other_language": f"?{along.urlencode()}",
            "lang": "?lang=en" if language == "en" else "",
            "query": request.GET,
            "path": request.path,
        },
    )
    return HttpResponse(content, status=status)


def absolute(name: str, *args: object) -> str:
    """Return the whole address of a page, as another system finds it."""
    return f"{settings.BASE_ADDRESS}{reverse(name, args=args)}"


def check_ending(ending: str, known: Mapping[str, object]) -> None:
    """Answer 404 to another kind of file than those there are.

    Raises:
        Http404: there is no such kind.
    """
    if ending not in known:
        raise Http404
