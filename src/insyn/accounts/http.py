"""The request as our views know it, and what happens around every request."""

import ipaddress
from collections.abc import Callable, Mapping
from dataclasses import asdict
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.middleware import LoginRequiredMiddleware as DjangoLoginRequired
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render, resolve_url
from django.utils import translation
from django.utils.crypto import salted_hmac
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from insyn.accounts.models import User
from insyn.accounts.rules import Kept, safe_next, trimmed
from insyn.kernel.access import Access
from insyn.platform import clock

LANGUAGE_KEY = "insyn_language"
COLOR_KEY = "color_mode"
KEPT_KEY = "insyn_kept"
BY_LINK_KEY = "insyn_by_link"
"""Says that the person came by a link to their mail, so that no role in a board goes with it."""
RENEWED_KEY, RENEWED_EVERY = "insyn_renewed", 5
"""When the session was last renewed, in minutes since 1970, and how often that is done."""
LAST_COOKIE, LAST_SALT, LAST_AGE = "insyn_last", "insyn.accounts.last", 14 * 24 * 3600
"""Says, signed, who was last logged in in this browser; for two weeks or until log-out."""

BEFORE_NEW_PASSWORD = frozenset(
    {
        "accounts:password",
        "accounts:logout",
        "accounts:language",
        "accounts:color_mode",
        "portal:help",
        "portal:accessibility",
    }
)
"""Where one who still has a one-time password may go."""


def address_of(request: HttpRequest) -> str:
    """Return the address that the request came from; empty when nobody knows.

    Behind ``PROXY_COUNT`` proxies it is what the outermost of them wrote in X-Forwarded-For.
    What stands to the left of that was written by the sender and proves nothing.
    """
    direct = str(request.META.get("REMOTE_ADDR") or "")
    told = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).split(",")
    if not 0 < settings.PROXY_COUNT <= len(told):
        return direct
    return _address_in(told[-settings.PROXY_COUNT].strip()) or direct


def _address_in(said: str) -> str:
    """Return the address, with or without a port after it; empty when it is none."""
    bare = said.strip("[]") if "]:" not in said else said[1:].partition("]")[0]
    if bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        return str(ipaddress.ip_address(bare))
    except ValueError:
        return ""


def network_of(address: str) -> str:
    """Return what guesses are counted by: the address, or the whole network of an IPv6 one.

    One who has one address of version 6 has as many as they like of the same network.
    """
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(known, ipaddress.IPv6Address) and known.ipv4_mapped is None:
        return str(ipaddress.ip_network((known, 64), strict=False))
    return address


class OpenRequest(HttpRequest):
    """A request to a page that is open for everybody."""

    access: Access


class Request(HttpRequest):
    """A request from somebody who has logged in."""

    user: User
    access: Access
    access_of: Callable[[User], Access]
    htmx: HtmxDetails


class LanguageMiddleware:
    """Speak the language chosen in the session; Swedish to everybody who has not chosen."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = request.session.get(LANGUAGE_KEY, settings.LANGUAGE_CODE)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class RenewSessionMiddleware:
    """Count the time-out from the last request, and yet write the session only now and then.

    It is written, and its cookie sent, when five minutes have passed since the last time.
    One who does nothing is therefore logged out up to five minutes before the whole time-out.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        session, minute = request.session, int(clock.now().timestamp()) // 60
        renewed = session.get(RENEWED_KEY, 0)
        if not session.is_empty() and not 0 <= minute - renewed < RENEWED_EVERY:
            session[RENEWED_KEY] = minute
        return response


class LoginRequiredMiddleware(DjangoLoginRequired):
    """Send those who are not logged in to the log-in page, and keep what they had written."""

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        answer = super().process_view(request, view_func, view_args, view_kwargs)
        if answer is None and _must_change_password(request):
            match = request.resolver_match
            if match is None or match.view_name not in BEFORE_NEW_PASSWORD:
                return redirect_to_login(_way_back(request), resolve_url("accounts:password"))
        return answer

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Forget what was kept once it has been sent again and taken in."""
        accepted = response.status_code < HTTPStatus.BAD_REQUEST
        if request.method == "POST" and accepted and request.user.is_authenticated:
            kept = kept_of(request)
            if kept and kept.path == request.get_full_path():
                throw_away(request)
        return response

    def handle_no_permission(  # type: ignore[override]  # htmx gets another kind
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponse:
        if request.method == "POST":
            _keep_post(request)
        login_url = resolve_url(self.get_login_url(view_func))
        answer = redirect_to_login(_way_back(request), login_url)
        if getattr(request, "htmx", False):
            return HttpResponseClientRedirect(answer.url, status=401)
        return answer


def _must_change_password(request: HttpRequest) -> bool:
    """Tell whether a one-time password was used; whoever came by a link has typed none."""
    must = bool(getattr(request.user, "must_change_password", False))
    return must and BY_LINK_KEY not in request.session


def _way_back(request: HttpRequest) -> str:
    """Return the page to come back to: never an address that only takes forms."""
    htmx: HtmxDetails | None = getattr(request, "htmx", None)
    if htmx and htmx.current_url_abs_path:
        return safe_next(htmx.current_url_abs_path)
    if request.method in {"GET", "HEAD"}:
        return safe_next(request.get_full_path())
    return path_of_referer(request)


def path_of_referer(request: HttpRequest) -> str:
    """Return the page of ours that the request was made on; empty when there is none."""
    referer = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(referer, allowed_hosts={request.get_host()}):
        return ""
    return safe_next(referer.partition(request.get_host())[2])


def _keep_post(request: HttpRequest) -> None:
    last = request.get_signed_cookie(LAST_COOKIE, default="", salt=LAST_SALT, max_age=LAST_AGE)
    if last:
        sent = Kept(
            user_id=int(last),
            path=request.get_full_path(),
            fields=dict(request.POST.lists()),
            page=_way_back(request),
            had_files=bool(request.FILES),
        )
        request.session[KEPT_KEY] = asdict(trimmed(sent))


def kept_of(request: HttpRequest) -> Kept | None:
    """Return what the asker sent after their session had ended; never anybody else's."""
    stored = request.session.get(KEPT_KEY)
    if stored and stored["user_id"] == request.user.pk:
        return Kept(**stored)
    return None


def kept_for_somebody(request: HttpRequest) -> Kept | None:
    """Return what waits for a log-in, for the log-in page: it says that, never what."""
    stored = request.session.get(KEPT_KEY)
    return Kept(**stored) if stored else None


def throw_away(request: HttpRequest) -> None:
    """Forget what was kept."""
    request.session.pop(KEPT_KEY, None)


def welcome(request: HttpRequest, user: User, *, next_path: str) -> HttpResponse:
    """Log the user in and send them on: to what they had written, else where they were going."""
    login(request, user)
    request.session.pop(BY_LINK_KEY, None)
    return _come_in(request, user, next_path=next_path)


def welcome_by_link(request: HttpRequest, user: User, *, next_path: str) -> HttpResponse:
    """Let in one who has shown that they read their mail, without any role in a board.

    The session gets a new key, so that nobody can have set it beforehand.
    """
    if request.user.is_authenticated:
        logout(request)  # nothing of another log-in remains
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    request.session[BY_LINK_KEY] = True
    return _come_in(request, user, next_path=next_path)


def _come_in(request: HttpRequest, user: User, *, next_path: str) -> HttpResponse:
    request.session[LANGUAGE_KEY] = user.language
    target = safe_next(next_path) or resolve_url(settings.LOGIN_REDIRECT_URL)
    if kept_of(request):
        target = resolve_url("accounts:kept")
    else:
        throw_away(request)  # another person's words
    answer = HttpResponseRedirect(target)
    answer.set_signed_cookie(
        LAST_COOKIE,
        str(user.pk),
        salt=LAST_SALT,
        max_age=LAST_AGE,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )
    return answer


def throttle_name(request: HttpRequest, credentials: Mapping[str, Any] | None) -> str:
    """Return what failed log-ins are counted by: a seal of the user name, not the name itself."""
    typed = (credentials or {}).get("username") or request.POST.get("username", "")
    return salted_hmac("insyn.accounts.throttle", str(typed).casefold()).hexdigest()


def locked_out(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    """Answer one who has failed to log in too many times."""
    del args, kwargs
    minutes = round(settings.AXES_COOLOFF_TIME * 60)
    return render(request, "accounts/locked_out.html", {"minutes": minutes}, status=429)
