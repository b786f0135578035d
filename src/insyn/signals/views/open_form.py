"""The form in which anyone can tell the board something, without logging in."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from insyn.accounts.http import OpenRequest, address_of, network_of
from insyn.accounts.models import Authority
from insyn.kernel.errors import RuleViolation
from insyn.signals.forms.settings import TellForm
from insyn.signals.models import OpenForm
from insyn.signals.queries.open_form import open_form_of
from insyn.signals.services.open_form import Told, seal_for, tell


def _open(pk: int) -> tuple[Authority, OpenForm]:
    """Return the board and its form; a form that is not open does not exist."""
    board = get_object_or_404(Authority.objects.select_related("municipality"), pk=pk)
    form = open_form_of(board)
    if form is None:
        raise Http404
    return board, form


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def tell_form(request: OpenRequest, pk: int) -> HttpResponse:
    """Ask what somebody wants to tell, and take it in."""
    board, known = _open(pk)
    fresh = seal_for(board)
    form = TellForm(board, fresh, request.POST or None)
    if request.method == "POST" and form.is_valid():
        if form.is_trapped:
            return redirect("signals:open:told", pk)  # a program is told nothing
        said = form.cleaned_data
        what = Told(said["provider"], said["text"], said["happened_on"], said["contact"])
        try:
            tell(board, what, seal=said["seal"], sender=network_of(address_of(request)))
        except RuleViolation as no:
            form.refuse(no)
        else:
            return redirect("signals:open:told", pk)
    # Whoever is asked to send again sends with a seal of now, not with the one that was refused.
    context = {"form": form, "board": board, "known": known, "seal": fresh}
    return _kept_out(render(request, "signals/open_form.html", context))


@login_not_required
@require_GET
def told(request: OpenRequest, pk: int) -> HttpResponse:
    """Thank whoever told the board something."""
    board, known = _open(pk)
    context = {"board": board, "known": known}
    return _kept_out(render(request, "signals/open_form_told.html", context))


def _kept_out(answer: HttpResponse) -> HttpResponse:
    """Keep the page out of search engines, and let it tell nobody where the reader came from."""
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    answer.headers["Referrer-Policy"] = "same-origin"
    return answer
