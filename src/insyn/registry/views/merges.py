"""Pages where two providers become one, and two again."""

from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from insyn.accounts.http import Request
from insyn.kernel.access import Permission
from insyn.kernel.errors import RuleViolation
from insyn.platform.answers import FormPage, answer_button, answer_form
from insyn.platform.sentences import said
from insyn.registry import services
from insyn.registry.forms.merges import MergeForm, MergeSearch
from insyn.registry.http import PER_PAGE, HubRequest, of_standing_provider
from insyn.registry.models import Contract, Provider, ProviderMerge
from insyn.registry.queries.hub import look_alikes
from insyn.registry.queries.merges import merge_plan
from insyn.registry.queries.providers import others_matching


@require_GET
@of_standing_provider
def merge_choose(request: HubRequest, provider: Provider) -> HttpResponse:
    """Let the asker find the other provider that is really the same."""
    request.access.require_somewhere(Permission.IMPORT_REGISTER)
    filters = MergeSearch(request.GET)
    found = others_matching(provider, filters.chosen["q"] or "")
    context = {
        "provider": provider,
        "filters": filters,
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "alike": look_alikes(request.access, provider),
    }
    return render(request, "registry/merge_choose.html", context)


@require_http_methods(["GET", "POST"])
def merge_with(request: Request, pk: int, other_pk: int) -> HttpResponse:
    """Show two providers side by side and what would move, and make them one."""
    request.access.require_somewhere(Permission.IMPORT_REGISTER)
    kept, merged = _standing(pk), _standing(other_pk)
    form = MergeForm(kept, merged, request.POST or None)
    plan = merge_plan(request.access, kept=kept, merged=merged)
    page = FormPage(
        template="registry/merge.html",
        heading=_("För samman två utförare"),
        back=reverse("registry:provider", args=[kept.pk]),
        done=_("%(merged)s är nu sammanförd med %(kept)s.") % {"merged": merged, "kept": kept},
        button=_("För samman"),
        context={"plan": plan, "is_possible": kept != merged and not plan.obstacles},
    )
    act = partial(services.merge_providers, request.access, kept, merged)
    return answer_form(request, form, act, page)


def _standing(pk: int) -> Provider:
    return get_object_or_404(Provider.objects.standing().select_related("group"), pk=pk)


@require_POST
def merge_contract_remove(
    request: Request, pk: int, other_pk: int, contract_pk: int
) -> HttpResponse:
    """Take away a contract that was entered by mistake and stands in the way."""
    contracts = Contract.objects.visible_to(request.access).select_related("agreement", "provider")
    kept, other = get_object_or_404(Provider, pk=pk), get_object_or_404(Provider, pk=other_pk)
    contract = get_object_or_404(contracts, pk=contract_pk, provider=other)
    return answer_button(
        request,
        partial(services.remove_contract, request.access, contract),
        back=reverse("registry:provider_merge", args=[kept.pk, other_pk]),
        done=_("Kontraktet är borttaget."),
    )


@require_POST
def merge_undo(request: Request, pk: int) -> HttpResponse:
    """Let two providers that were made one be two again."""
    merge = get_object_or_404(ProviderMerge.objects.select_related("kept", "merged"), pk=pk)
    try:
        undone = services.undo_merge(request.access, merge)
    except RuleViolation as no:
        messages.error(request, said(no))
        return redirect("registry:provider", merge.kept_id)
    messages.success(request, _told(merge, undone))
    return redirect("registry:provider", merge.merged_id)


def _told(merge: ProviderMerge, undone: services.Undone) -> str:
    said = ngettext(
        "Sammanföringen är ångrad. %(n)d rad är tillbaka hos %(name)s.",
        "Sammanföringen är ångrad. %(n)d rader är tillbaka hos %(name)s.",
        undone.back,
    ) % {"n": undone.back, "name": merge.merged}
    if undone.left:
        said += " " + ngettext(
            "%(n)d rad har bytt ägare eller tagits bort sedan dess och är inte flyttad.",
            "%(n)d rader har bytt ägare eller tagits bort sedan dess och är inte flyttade.",
            undone.left,
        ) % {"n": undone.left}
    return said
