"""Pages about oneself and about members."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that was sent without its seal, usually an old page after a new log-in."""
    del reason
    return render(request, "403_csrf.html", status=403)
