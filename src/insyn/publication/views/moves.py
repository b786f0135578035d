"""What is done with a publication as a whole."""

from collections.abc import Callable
from functools import partial

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from insyn.accounts.http import Request
from insyn.kernel.access import Permission
from insyn.platform.answers import answer_button, answer_form
from insyn.publication import forms, services
from insyn.publication.http import about, publication_at
from insyn.publication.models import Publication
from insyn.publication.rules import PUBLICATION_LIFECYCLE, PublicationEvent

PREPARE, APPROVE = Permission.PREPARE_PUBLICATION, Permission.APPROVE_PUBLICATION


@require_POST
def gather(request: Request, pk: int) -> HttpResponse:
    """Gather anew what the draft tells."""
    done = _("Underlaget är hämtat på nytt.")
    return _pressed(request, pk, services.gather, need=(PREPARE,), done=done)


@require_POST
def propose(request: Request, pk: int) -> HttpResponse:
    """Hand it to another for approval."""
    done = _("Publiceringen är fryst och lämnad. En kollega ska läsa och godkänna den.")
    return _pressed(request, pk, services.propose_publication, need=(PREPARE,), done=done)


@require_POST
def take_back(request: Request, pk: int) -> HttpResponse:
    """Let it be a draft again."""
    done = _("Publiceringen är ett utkast igen.")
    act = services.take_back_publication
    return _pressed(request, pk, act, need=(PREPARE, APPROVE), done=done)


@require_POST
def approve(request: Request, pk: int) -> HttpResponse:
    """Approve what was frozen."""
    done = _("Publiceringen är godkänd. Nu kan den publiceras.")
    return _pressed(request, pk, services.approve_publication, need=(APPROVE,), done=done)


@require_POST
def publish(request: Request, pk: int) -> HttpResponse:
    """Let everybody read it."""
    done = _("Publiceringen är ute. Alla kan läsa den.")
    act = services.publish_publication
    return _pressed(request, pk, act, need=(PREPARE, APPROVE), done=done)


@require_POST
def correct(request: Request, pk: int) -> HttpResponse:
    """Begin the next edition."""
    done = _("Rättelsen är påbörjad. Skriv vad som är rättat.")
    made: list[Publication] = []

    def act(*args: object, **kwargs: int) -> Publication:
        made.append(services.correct_publication(request.access, row, **kwargs))
        return made[0]

    row = publication_at(request, pk, need=(PREPARE,))
    answer = _pressed(request, pk, act, need=(PREPARE,), done=done)
    if made:
        answer.headers["Location"] = reverse("publication:edit", args=[made[0].pk])
    return answer


def _pressed(
    request: Request,
    pk: int,
    act: Callable[..., Publication],
    *,
    need: tuple[Permission, ...],
    done: str,
) -> HttpResponse:
    row = publication_at(request, pk, need=need)
    form = forms.VersionForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else 0
    back = reverse("publication:detail", args=[pk])
    acted = partial(act, request.access, row, version=version)
    return answer_button(request, acted, back=back, done=done)


@require_http_methods(["GET", "POST"])
def withdraw(request: Request, pk: int) -> HttpResponse:
    """Take it from the public, with a reason."""
    row = publication_at(request, pk, need=(PREPARE, APPROVE))
    page = about(
        row, _("Dra in publiceringen"), done=_("Publiceringen är indragen."), button=_("Dra in"),
        lead=_("Sidorna och de öppna data slutar att visas. Skälet visas i stället."),
        opens=partial(
            PUBLICATION_LIFECYCLE.after, row.shown_state, PublicationEvent.WITHDRAW
        ),
    )  # fmt: skip
    form = forms.WithdrawForm(request.POST or None, initial={"version": row.version})
    act = partial(services.withdraw_publication, request.access, row)
    return answer_form(request, form, act, page)
