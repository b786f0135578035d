"""Pages about the order of requirements."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from insyn.accounts.http import Request
from insyn.platform.answers import answer_button
from insyn.requirements import services
from insyn.requirements.http import own_agreement, own_pack, own_requirement, usual_day
from insyn.requirements.models import Requirement
from insyn.requirements.queries.requirements import latest_of


def _order_page(requirement: Requirement) -> str:
    if requirement.pack_id:
        page = reverse("requirements:pack_order", args=[requirement.pack_id])
    else:
        page = reverse("requirements:order", args=[requirement.agreement_id])
    return f"{page}#krav-{requirement.pk}"


@require_GET
def order(request: Request, pk: int) -> HttpResponse:
    """Show an agreement's requirements with the buttons that move them."""
    agreement = own_agreement(request, pk)
    rows = Requirement.objects.visible_to(request.access).filter(agreement=agreement)
    last = latest_of(request.access, list(rows.values_list("pk", flat=True)))
    day = usual_day(agreement)
    context = {
        "home": agreement,
        "agreement": agreement,
        "rows": [last[row.pk] for row in rows if row.pk in last],
        "day": day,
        "back": reverse("requirements:of_agreement", args=[pk]),
        "by_number": reverse("requirements:order_by_number", args=[pk]),
    }
    return render(request, "requirements/order.html", context)


@require_GET
def pack_order(request: Request, pk: int) -> HttpResponse:
    """Show a pack's requirements with the buttons that move them."""
    pack = own_pack(request, pk)
    rows = Requirement.objects.visible_to(request.access).filter(pack=pack)
    last = latest_of(request.access, list(rows.values_list("pk", flat=True)))
    context = {
        "home": pack,
        "rows": [last[row.pk] for row in rows if row.pk in last],
        "back": reverse("requirements:pack", args=[pk]),
        "by_number": reverse("requirements:pack_order_by_number", args=[pk]),
    }
    return render(request, "requirements/order.html", context)


@require_POST
def order_by_number(request: Request, pk: int) -> HttpResponse:
    """Put an agreement's requirements in the order of their numbers."""
    agreement = own_agreement(request, pk)
    act = partial(services.order_by_number, request.access, agreement)
    back = reverse("requirements:order", args=[pk])
    return answer_button(request, act, back=back, done=_("Kraven står i nummerordning."))


@require_POST
def pack_order_by_number(request: Request, pk: int) -> HttpResponse:
    """Put a pack's requirements in the order of their numbers."""
    pack = own_pack(request, pk)
    act = partial(services.order_by_number, request.access, pack)
    back = reverse("requirements:pack_order", args=[pk])
    return answer_button(request, act, back=back, done=_("Kraven står i nummerordning."))


@require_POST
def requirement_move(request: Request, pk: int) -> HttpResponse:
    """Move a requirement one step."""
    requirement = own_requirement(request, pk)
    is_up = request.POST.get("way") == "up"
    act = partial(services.move_requirement, request.access, requirement, is_up=is_up)
    return answer_button(request, act, back=_order_page(requirement), done=_("Kravet är flyttat."))
