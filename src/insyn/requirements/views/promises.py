"""Pages about what providers have promised in their bids."""

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from insyn.accounts.http import Request
from insyn.kernel.access import Access
from insyn.platform.answers import FormPage, answer_button, answer_form
from insyn.registry.models import Contract
from insyn.requirements import services
from insyn.requirements.forms.promises import PromiseForm
from insyn.requirements.http import form_page, may_edit, require_editor, seen_contract
from insyn.requirements.models import BidPromise, Requirement
from insyn.requirements.queries.requirements import latest_of


def _list(contract: Contract) -> str:
    return reverse("requirements:promises_of_contract", args=[contract.pk])


@require_GET
def promise_list(request: Request, pk: int) -> HttpResponse:
    """List what the provider has promised, requirement by requirement."""
    contract = seen_contract(request, pk)
    promises = list(
        BidPromise.objects.visible_to(request.access)
        .filter(contract=contract)
        .select_related("requirement")
    )
    wordings = latest_of(request.access, [row.requirement_id for row in promises])
    context = {
        "contract": contract,
        "rows": [(row, wordings[row.requirement_id]) for row in promises],
        "may_edit": may_edit(request, contract.agreement.authority_id),
    }
    return render(request, "requirements/promises.html", context)


def _form(
    request: Request, contract: Contract, initial: dict[str, object] | None = None
) -> PromiseForm:
    rows = Requirement.objects.visible_to(request.access).filter(agreement=contract.agreement_id)
    wordings = latest_of(request.access, list(rows.values_list("pk", flat=True)))
    return PromiseForm(rows, wordings, request.POST or None, initial=initial)


def _page(contract: Contract, heading: str, done: str) -> FormPage:
    return form_page(heading, _list(contract), done=done, lead=str(contract), contract=contract)


@require_http_methods(["GET", "POST"])
def promise_add(request: Request, pk: int) -> HttpResponse:
    """Note a promise."""
    contract = seen_contract(request, pk)
    require_editor(request, contract.agreement.authority_id)
    asked = request.GET.get("requirement", "")
    form = _form(request, contract, {"requirement": int(asked) if asked.isdecimal() else None})
    page = _page(contract, _("Lägg till löfte"), _("Löftet är tillagt."))
    return answer_form(request, form, partial(_save, request.access, contract, None), page)


def _save(
    access: Access,
    contract: Contract,
    promise: BidPromise | None,
    *,
    version: int | None,
    **said: Any,
) -> BidPromise:
    facts = services.PromiseFacts(**said)
    return services.save_promise(access, contract, promise=promise, facts=facts, version=version)


def _promise(request: Request, pk: int) -> BidPromise:
    rows = BidPromise.objects.visible_to(request.access)
    related = rows.select_related("contract__agreement", "contract__provider")
    promise = get_object_or_404(related, pk=pk)
    require_editor(request, promise.contract.agreement.authority_id)
    return promise


@require_http_methods(["GET", "POST"])
def promise_edit(request: Request, pk: int) -> HttpResponse:
    """Change a promise."""
    promise = _promise(request, pk)
    names = ("requirement_id", "text", "amount", "measured_in", "version")
    initial = {name.removesuffix("_id"): getattr(promise, name) for name in names}
    form = _form(request, promise.contract, initial)
    page = _page(promise.contract, _("Ändra löfte"), _("Löftet är ändrat."))
    act = partial(_save, request.access, promise.contract, promise)
    return answer_form(request, form, act, page)


@require_POST
def promise_remove(request: Request, pk: int) -> HttpResponse:
    """Take away a promise."""
    promise = _promise(request, pk)
    act = partial(services.remove_promise, request.access, promise)
    back = _list(promise.contract)
    return answer_button(request, act, back=back, done=_("Löftet är borttaget."))
