"""Settling several signals at once: ticked in the list, asked about on their own page."""

import re
from collections.abc import Sequence
from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from insyn.accounts.http import Request
from insyn.kernel.access import Permission
from insyn.platform.answers import FormPage, answer_form
from insyn.signals import services
from insyn.signals.forms import signals as forms
from insyn.signals.queries.signals import ticked_signals
from insyn.signals.services import Ticked
from insyn.signals.services.many import NAMED
from insyn.signals.services.writing import named

CHOSEN = re.compile(r"(\d{1,9})\.(\d{1,9})", re.ASCII)
"""A ticked row: its key, and the version that the list showed."""
AT_MOST = 50
"""How many that are settled at once: as many as a page of the list has."""


@require_http_methods(["GET", "POST"])
def many(request: Request) -> HttpResponse:
    """Ask what becomes of the ticked signals: linked, put aside or written off together."""
    request.access.require_somewhere(Permission.HANDLE_SIGNALS)
    ticked, refusal = _ticked(request)
    ask = {"koppla": _link, "parkera": _park, "skriv-av": _dismiss}.get(request.GET.get("vad", ""))
    if ask is None or refusal:
        messages.error(request, refusal or _("Välj vad som ska bli av de förkryssade signalerna."))
        return redirect("signals:list")
    return ask(request, ticked)


def _ticked(request: Request) -> tuple[list[Ticked], str]:
    """Return the ticked signals, and why they cannot be settled together if they cannot."""
    found = (CHOSEN.fullmatch(value) for value in request.GET.getlist("rad"))
    versions = {int(match[1]): int(match[2]) for match in found if match}
    if not versions:
        return [], _("Kryssa först för de signaler som du vill ta ställning till.")
    if len(versions) > AT_MOST:
        return [], _("Högst 50 signaler åt gången. Kryssa för färre.")
    rows = ticked_signals(request.access, versions)
    if len(rows) < len(versions):
        return [], _("En av de förkryssade signalerna finns inte längre. Kryssa på nytt.")
    for row in rows:
        request.access.require(Permission.HANDLE_SIGNALS, authority_id=row.authority_id)
    settled = [named(row) for row in rows if not row.waits or row.version != versions[row.pk]]
    if settled and request.method == "GET":
        # Said before anything is filled in; what changes after that is said by the services.
        told = {"signals": "; ".join(settled[:NAMED])}
        return [], _("Någon annan har redan ändrat det här: %(signals)s. Kryssa på nytt.") % told
    return [Ticked(row, versions[row.pk]) for row in rows], ""


def _link(request: Request, ticked: Sequence[Ticked]) -> HttpResponse:
    first = ticked[0].signal
    if len({(one.signal.authority_id, one.signal.provider_id) for one in ticked}) > 1:
        messages.error(
            request,
            _("En uppföljning gäller en utförare. Kryssa för signaler om samma utförare och nämnd, "
              "och koppla dem."),
        )  # fmt: skip
        return redirect("signals:list")
    form = forms.LinkManyForm(request.access, first, request.POST or None)
    page = _about(
        ticked, _("Koppla till uppföljning"), button=_("Koppla"), lead=str(first.provider),
        done=ngettext(
            "%(n)s signal är kopplad till uppföljningen.",
            "%(n)s signaler är kopplade till uppföljningen.",
            len(ticked),
        ),
    )  # fmt: skip
    return answer_form(request, form, partial(services.link_many, request.access, ticked), page)


def _park(request: Request, ticked: Sequence[Ticked]) -> HttpResponse:
    form = forms.ParkManyForm(request.POST or None)
    page = _about(
        ticked, _("Parkera signalerna"), button=_("Parkera"),
        done=ngettext(
            "%(n)s signal är parkerad.", "%(n)s signaler är parkerade.", len(ticked)
        ),
    )  # fmt: skip
    return answer_form(request, form, partial(services.park_many, request.access, ticked), page)


def _dismiss(request: Request, ticked: Sequence[Ticked]) -> HttpResponse:
    form = forms.DismissManyForm(request.POST or None)
    page = _about(
        ticked, _("Skriv av signalerna"), button=_("Skriv av"),
        done=ngettext(
            "%(n)s signal är avskriven.", "%(n)s signaler är avskrivna.", len(ticked)
        ),
    )  # fmt: skip
    return answer_form(request, form, partial(services.dismiss_many, request.access, ticked), page)


def _about(
    ticked: Sequence[Ticked], heading: str, *, button: str, done: str, lead: str = ""
) -> FormPage:
    return FormPage(
        template="signals/many.html",
        heading=heading,
        back=f"{reverse('signals:list')}?state=new",
        done=done % {"n": len(ticked)},
        button=button,
        lead=lead,
        context={"rows": [one.signal for one in ticked]},
    )
