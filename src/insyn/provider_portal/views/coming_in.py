"""Coming in by a personal link: the link, the code, a new link, and a password of one's own.

A GET of a link changes nothing and lets nobody in: programs that read mail before people do
open every link. No page tells where it was reached from, and none has the link in it.
"""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.password_validation import password_validators_help_texts
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.decorators import decorator_from_middleware
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from insyn.accounts.http import (
    BY_LINK_KEY,
    OpenRequest,
    Request,
    address_of,
    network_of,
    welcome_by_link,
)
from insyn.kernel.errors import RuleViolation
from insyn.mailing import services
from insyn.mailing.models import PersonalLink
from insyn.mailing.rules import CodeOutcome, masked_address
from insyn.platform.sentences import said
from insyn.provider_portal import http
from insyn.provider_portal.forms.coming_in import ChoosePasswordForm, CodeForm, NewLinkForm

View = Callable[..., HttpResponse]
Answer = Callable[..., HttpResponseBase]
PAGES = "provider_portal/coming_in"
LANGUAGE_PARAMETER = "sprak"
NEW_LINK = "new_link"


class FormsWithoutOrigin(CsrfViewMiddleware):
    """Checks forms by their seal also when the browser will not say where they came from.

    A page with ``Referrer-Policy: no-referrer`` makes it send ``Origin: null``.
    """

    def _origin_verified(self, request: HttpRequest) -> bool:
        return request.headers["Origin"] == "null" or bool(
            super()._origin_verified(request)  # type: ignore[misc]  # the stubs leave it out
        )


def outside(view: View) -> Answer:
    """Let everybody to the page but those who guess, and let it tell nothing of where it was."""

    @wraps(view)
    def answer(request: OpenRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with translation.override(_language(request, translation.get_language())):
            stopped = services.is_stopped(_sender(request))
            response = _stopped(request) if stopped else view(request, *args, **kwargs)
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    sealed = decorator_from_middleware(FormsWithoutOrigin)(answer)
    limited = require_http_methods(["GET", "POST"])(sealed)
    return login_not_required(csrf_exempt(never_cache(limited)))


def _stopped(request: HttpRequest) -> HttpResponse:
    return render(request, f"{PAGES}/stopped.html", status=HTTPStatus.TOO_MANY_REQUESTS)


def of_link(view: View) -> View:
    """Find the link of the address; say the same of every one that does not open."""

    @wraps(view)
    def answer(request: OpenRequest, token: str) -> HttpResponse:
        link = services.open_link(token)
        if link is None:
            services.note_closed_link(request.access, token, sender=_sender(request))
            return render(request, f"{PAGES}/no_link.html", status=HTTPStatus.NOT_FOUND)
        with translation.override(_language(request, link.user.language)):
            return view(request, link, token)

    return answer


def _language(request: HttpRequest, otherwise: str | None) -> str:
    wished = request.GET.get(LANGUAGE_PARAMETER, "")
    known = wished in dict(settings.LANGUAGES)
    return wished if known else otherwise or settings.LANGUAGE_CODE


def _sender(request: HttpRequest) -> str:
    return network_of(address_of(request))


@outside
@of_link
def link(request: OpenRequest, found: PersonalLink, token: str) -> HttpResponse:
    """Show where a code would be sent; a POST sends it."""
    refusal = ""
    if request.method == "POST":
        try:
            services.ask_for_code(request.access, found)
        except RuleViolation as no:
            refusal = said(no)
        else:
            return redirect(_with_language(request, reverse("provider_portal:code", args=[token])))
    context = {"address": masked_address(found.mail.to_address), "refusal": refusal}
    return render(request, f"{PAGES}/link.html", context | {"authority": found.authority})


@sensitive_post_parameters("code")
@outside
@of_link
def code(request: OpenRequest, found: PersonalLink, token: str) -> HttpResponse:
    """Ask for the code of the mail; the right one lets its reader in."""
    del token
    form = CodeForm(request.POST or None)
    if form.is_valid():
        outcome = services.try_code(request.access, found, code=form.cleaned_data["code"])
        if outcome == CodeOutcome.RIGHT:
            onward = found.leads_to or reverse("provider_portal:tasks")
            return welcome_by_link(request, found.user, next_path=onward)
        form.refuse(RuleViolation(_(outcome.label)))
    address = masked_address(found.mail.to_address)
    context = {"form": form, "address": address, "again": _with_language(request, "../")}
    return render(request, f"{PAGES}/code.html", context)


@outside
def new_link(request: OpenRequest) -> HttpResponse:
    """Send a new link to an address; the same is said whether anybody is known there or not.

    Wishes are counted apart from guesses: colleagues who have lost their links do not stop the
    links of the others.
    """
    sender = f"{_sender(request)} {NEW_LINK}"
    if services.is_stopped(sender):
        return _stopped(request)
    form = NewLinkForm(request.POST or None)
    if form.is_valid():
        address = form.cleaned_data["address"]
        services.ask_for_new_link(request.access, address=address, sender=sender)
        return redirect(_with_language(request, f"{reverse('provider_portal:new_link')}?skickad=1"))
    context = {"form": form, "is_sent": "skickad" in request.GET and request.method == "GET"}
    return render(request, f"{PAGES}/new_link.html", context)


def _with_language(request: HttpRequest, path: str) -> str:
    """Return the address, in the language that this page was asked for in."""
    if LANGUAGE_PARAMETER not in request.GET:
        return path
    joint = "&" if "?" in path else "?"
    return f"{path}{joint}{LANGUAGE_PARAMETER}={_language(request, None)}"


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("new_password1", "new_password2")
def account(request: Request) -> HttpResponse:
    """Let one who came by a link choose a password, so as to come in without one next time."""
    if BY_LINK_KEY not in request.session:
        return redirect("accounts:password")
    refusal = services.password_refusal(request.user)
    form = ChoosePasswordForm(request.user, request.POST or None)
    if not refusal and form.is_valid():
        chosen = form.cleaned_data["new_password1"]
        services.choose_password(request.access, request.user, new_password=chosen)
        update_session_auth_hash(request, request.user)
        messages.success(request, _("Lösenordet är sparat. Nästa gång kan du logga in med det."))
        return redirect("provider_portal:tasks")
    rules = password_validators_help_texts()
    context = {"form": form, "refusal": refusal, "rules": rules}
    return http.show(request, f"{PAGES}/account.html", context)
