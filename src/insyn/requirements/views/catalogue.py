"""Pages that list requirements: all agreements, one agreement, and weighing."""

from collections.abc import Iterable
from functools import partial

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from insyn.accounts.http import Request
from insyn.documents.http import list_file
from insyn.kernel.access import Access, Permission
from insyn.kernel.errors import RuleViolation
from insyn.platform import clock
from insyn.registry.models import Agreement
from insyn.requirements.forms.catalogue import CatalogueFilter, CataloguesFilter, WeighForm
from insyn.requirements.http import (
    CATALOGUE_COLUMNS,
    PER_PAGE,
    answer_counted,
    catalogue_tabs,
    chosen_rows,
    may_edit,
    own_agreement,
    same_place,
    seen_agreement,
    top_tabs,
    usual_day,
)
from insyn.requirements.queries.catalogue import (
    areas_used,
    coming,
    listed_agreements,
    listed_requirements,
)
from insyn.requirements.queries.followability import NONE_YET, share_on, shares_of
from insyn.requirements.rules.followability import Share
from insyn.requirements.services import Weighing, weigh

AGREEMENTS_PER_PAGE = 50


@require_GET
def catalogues(request: Request) -> HttpResponseBase:
    """List the agreements with how many requirements each has and how many can be followed up."""
    filters = CataloguesFilter(request.GET)
    agreements = listed_agreements(request.access, chosen=filters.chosen)
    shared = partial(_with_shares, request.access)
    if file := list_file(
        request, CATALOGUE_COLUMNS, lambda: shared(agreements), _("Krav per avtal")
    ):
        return file
    page = Paginator(agreements, AGREEMENTS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": shared(page.object_list),
        "filters": filters,
        "tabs": top_tabs("catalogues"),
    }
    return render(request, "requirements/catalogues.html", context)


def _with_shares(access: Access, agreements: Iterable[Agreement]) -> list[tuple[Agreement, Share]]:
    """Return each agreement with its share. Two queries."""
    listed = list(agreements)
    shares = shares_of(access, [row.pk for row in listed], clock.today())
    return [(row, shares.get(row.pk, NONE_YET)) for row in listed]


@require_GET
def catalogue(request: Request, pk: int) -> HttpResponse:
    """List the requirements of an agreement as they read on a day."""
    agreement = seen_agreement(request, pk)
    filters = CatalogueFilter(areas_used(request.access, agreement), request.GET)
    usual = usual_day(agreement)
    day = filters.chosen["on"] or usual
    sort = request.GET.get("sort", "position")
    rows = listed_requirements(request.access, agreement, chosen=filters.chosen, sort=sort, day=day)
    context = {
        "agreement": agreement,
        "tabs": catalogue_tabs(agreement, "of_agreement"),
        "filters": filters,
        "sort": sort,
        "day": day,
        "is_usual": day == usual,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        **_around(request, agreement, day),
    }
    return render(request, "requirements/catalogue.html", context)


def _around(request: Request, agreement: Agreement, day: object) -> dict[str, object]:
    """Return what stands around the list: the share, what is coming, and the weighing."""
    count, first = coming(request.access, agreement, usual_day(agreement))
    may = may_edit(request, agreement.authority_id)
    usual = usual_day(agreement)
    return {
        "may_edit": may,
        "may_ask": request.access.may(
            Permission.EDIT_TEMPLATES, authority_id=agreement.authority_id
        ),
        "share": share_on(request.access, agreement, usual),
        "coming_count": count,
        "coming_on": first,
        "weigh_form": _weigh_form(request, agreement) if may and day == usual else None,
    }


def _weigh_form(request: Request, agreement: Agreement) -> WeighForm:
    posted = request.POST if request.method == "POST" else None
    return WeighForm(request.access, agreement.authority_id, clock.today(), posted)


@require_POST
def weigh_chosen(request: Request, pk: int) -> HttpResponse:
    """Set weight, critical or area of the ticked requirements."""
    agreement = own_agreement(request, pk)
    form = _weigh_form(request, agreement)
    back = same_place(request, reverse("requirements:of_agreement", args=[pk]))

    def act() -> str:
        if not form.is_valid():
            raise RuleViolation(_("Välj bland de vikter och områden som visas."))
        said = form.cleaned_data
        chosen = chosen_rows(request.POST, said["scope"])
        weighing = Weighing(said["weight"], said["critical"], said["area"])
        count = weigh(request.access, agreement, chosen=chosen, weighing=weighing)
        return _told(count, len(chosen))

    return answer_counted(request, act, back=back)


def _told(count: int, chosen: int) -> str:
    said = ngettext("%(count)d krav är ändrat.", "%(count)d krav är ändrade.", count)
    same = chosen - count
    told = said % {"count": count}
    if not same:
        return told
    more = ngettext("%(count)d var redan så.", "%(count)d var redan så.", same)
    return f"{told} {more % {'count': same}}"
