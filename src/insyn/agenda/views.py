"""Pages of what waits, and of the mail about it."""

from functools import partial

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from insyn.accounts.http import Request
from insyn.agenda import queries, services
from insyn.agenda.forms import DigestForm, KindFilter
from insyn.agenda.models import DigestChoice
from insyn.agenda.rules import DigestRhythm, grouped
from insyn.platform import clock
from insyn.platform.answers import FormPage, answer_form

PAGE_LENGTH = 50


@require_GET
def duty_list(request: Request) -> HttpResponse:
    """Show what waits for the asker, by urgency; of one kind if it is chosen."""
    access, today = request.access, clock.today()
    filters = KindFilter(queries.kinds(access, today=today), request.GET)
    only = filters.chosen["slag"] or ""
    waiting = queries.duties(access, today=today, only=only)
    page = Paginator(waiting, PAGE_LENGTH).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "groups": grouped(page.object_list, today),
        "filters": filters,
        "rhythm": _rhythm_of(request),
    }
    return render(request, "agenda/list.html", context)


@require_http_methods(["GET", "POST"])
def digest(request: Request) -> HttpResponse:
    """Let the asker choose how often the mail about what waits comes."""
    if not request.access.authority_ids:
        raise Http404
    form = DigestForm(request.POST or None, initial={"rhythm": _rhythm_of(request)})
    page = FormPage(
        template="agenda/digest.html",
        heading=_("Mejl om det som väntar"),
        back=reverse("agenda:list"),
        done=_("Ditt val är sparat."),
        button=_("Spara"),
    )
    return answer_form(request, form, partial(services.choose_digest, request.user), page)


def _rhythm_of(request: Request) -> DigestRhythm:
    chosen = DigestChoice.objects.filter(user=request.user).first()
    return DigestRhythm(chosen.rhythm) if chosen else DigestRhythm.NEVER
