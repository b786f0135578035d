"""The request as our views know it, and what happens around every request."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware as DjangoLoginRequired
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from insyn.accounts.models import User
from insyn.kernel.access import Access

LANGUAGE_KEY = "insyn_language"


class Request(HttpRequest):
    """A request from somebody who has logged in."""

    user: User
    access: Access
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
        response.headers["Content-Language"] = language
        return response


class LoginRequiredMiddleware(DjangoLoginRequired):
    """Send those who are not logged in to the log-in page, and htmx the whole way there."""

    def handle_no_permission(
        self, request: HttpRequest, view_func: Callable[..., HttpResponse]
    ) -> HttpResponse:
        answer: HttpResponse = super().handle_no_permission(request, view_func)
        if getattr(request, "htmx", False):
            return HttpResponseClientRedirect(answer.headers["Location"], status=401)
        return answer


def locked_out(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    """Answer one who has failed to log in too many times."""
    del args, kwargs
    return render(request, "accounts/locked_out.html", status=429)
