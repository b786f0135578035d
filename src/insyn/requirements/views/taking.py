"""The page on which an agreement takes requirements out of a pack."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from insyn.accounts.http import Request
from insyn.kernel.access import Access
from insyn.kernel.errors import RuleViolation
from insyn.registry.models import Agreement
from insyn.requirements.forms.packs import TakeForm
from insyn.requirements.http import chosen_keys, own_pack
from insyn.requirements.models import Requirement
from insyn.requirements.queries.packs import wordings_in
from insyn.requirements.services import Taken, take_requirements
from insyn.requirements.views.comparison import taken_in_words


@require_http_methods(["GET", "POST"])
def pack_take(request: Request, pk: int) -> HttpResponse:
    """Take chosen requirements of a pack into an agreement."""
    pack = own_pack(request, pk)
    rows = Requirement.objects.visible_to(request.access).filter(pack=pack)
    wordings = {row.requirement_id: row for row in wordings_in(request.access, pack)}
    initial = {"agreement": next(iter(chosen_keys(request.GET, "agreement")), None)}
    form = TakeForm(request.access, rows, wordings, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        try:
            taken = _take(request.access, **said)
        except RuleViolation as no:
            form.refuse(no)
        else:
            messages.success(request, taken_in_words(taken))
            return redirect("requirements:of_agreement", said["agreement"].pk)
    return render(request, "requirements/take.html", {"pack": pack, "form": form})


def _take(access: Access, *, agreement: Agreement, chosen: Any, **said: Any) -> Taken:
    return take_requirements(access, agreement, chosen=list(chosen), **said)
