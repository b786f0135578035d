"""Pages that compare: two wordings, two days, two agreements."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from insyn.accounts.http import Request
from insyn.documents.http import list_file
from insyn.registry.models import Agreement
from insyn.requirements.forms.comparison import BETWEEN_AGREEMENTS, DaysFilter, OtherFilter
from insyn.requirements.http import (
    answer_counted,
    catalogue_tabs,
    chosen_keys,
    compared_columns,
    may_edit,
    own_agreement,
    seen_agreement,
    seen_requirement,
    usual_day,
)
from insyn.requirements.models import Requirement, RequirementVersion
from insyn.requirements.queries.comparison import (
    compare_agreements,
    compare_days,
    first_day,
    wording_of,
)
from insyn.requirements.queries.requirements import versions_of
from insyn.requirements.rules.comparison import (
    Compared,
    counted,
    different_parts,
    spans,
)
from insyn.requirements.services import Taken, take_requirements

ROWS_PER_PAGE = 50


@require_GET
def compare_wordings(request: Request, pk: int) -> HttpResponse:
    """Show what differs between two wordings of a requirement, word by word."""
    requirement = seen_requirement(request, pk)
    versions = versions_of(request.access, requirement)
    before, after = _pair(request, versions)
    old, new = wording_of(before, pk), wording_of(after, pk)
    context = {
        "requirement": requirement,
        "versions": versions,
        "before": before,
        "after": after,
        "old": old,
        "new": new,
        "parts": different_parts(old, new),
        "spans": spans(old.text, new.text),
    }
    return render(request, "requirements/compare_wordings.html", context)


def _pair(
    request: Request, versions: list[RequirementVersion]
) -> tuple[RequirementVersion, RequirementVersion]:
    """Return the two wordings that are asked for; else the last two."""
    by_revision = {str(version.revision): version for version in versions}
    newest = str(versions[0].revision)
    older = str(versions[min(1, len(versions) - 1)].revision)
    asked = (request.GET.get("before", older), request.GET.get("after", newest))
    if not set(asked) <= by_revision.keys():
        raise Http404
    return by_revision[asked[0]], by_revision[asked[1]]


@require_GET
def compare_two_days(request: Request, pk: int) -> HttpResponseBase:
    """Show what has become of an agreement's requirements between two days."""
    agreement = seen_agreement(request, pk)
    filters = DaysFilter(request.GET)
    before = filters.chosen["before"] or first_day(request.access, agreement)
    after = filters.chosen["after"] or usual_day(agreement)
    rows = compare_days(request.access, agreement, before, after)
    kept = _kept(rows, filters.chosen["change"])
    columns = compared_columns(before.isoformat(), after.isoformat())
    if file := list_file(request, columns, kept, _("Ändringar i kraven")):
        return file
    context = {
        "agreement": agreement,
        "tabs": catalogue_tabs(agreement, "compare_days"),
        "filters": filters,
        "before": before,
        "after": after,
        "page": Paginator(kept, ROWS_PER_PAGE).get_page(request.GET.get("page")),
        "counts": list(counted(rows).items()),
    }
    return render(request, "requirements/compare_days.html", context)


def _kept(rows: tuple[Compared, ...], change: str) -> list[Compared]:
    return [row for row in rows if not change or row.change == change]


@require_GET
def compare_two_agreements(request: Request, pk: int) -> HttpResponseBase:
    """Show which requirements two agreements share, and what either of them lacks."""
    agreement = seen_agreement(request, pk)
    others = Agreement.objects.visible_to(request.access).exclude(pk=pk)
    filters = OtherFilter(others.filter(authority=agreement.authority_id), request.GET)
    other: Agreement | None = filters.chosen["other"]
    rows = _side_by_side(request, agreement, other) if other else ()
    kept = _kept(rows, filters.chosen["change"])
    if other and (file := _file_of_two(request, agreement, other, kept)):
        return file
    context = {
        "agreement": agreement,
        "other": other,
        "tabs": catalogue_tabs(agreement, "compare_agreements"),
        "filters": filters,
        "may_edit": may_edit(request, agreement.authority_id),
        "page": Paginator(kept, ROWS_PER_PAGE).get_page(request.GET.get("page")),
        "counts": list(counted(rows).items()),
        "change": filters.chosen["change"],
        "words": BETWEEN_AGREEMENTS,
    }
    return render(request, "requirements/compare_agreements.html", context)


def _side_by_side(request: Request, here: Agreement, there: Agreement) -> tuple[Compared, ...]:
    days = (usual_day(here), usual_day(there))
    return compare_agreements(request.access, here, there, days=days)


def _file_of_two(
    request: Request, here: Agreement, there: Agreement, rows: list[Compared]
) -> HttpResponseBase | None:
    columns = compared_columns(str(here), str(there), BETWEEN_AGREEMENTS)
    return list_file(request, columns, rows, _("Kraven i de två avtalen"))


@require_POST
def copy_chosen(request: Request, pk: int) -> HttpResponse:
    """Take the ticked requirements of another agreement into this one."""
    agreement = own_agreement(request, pk)
    source = seen_agreement(request, next(iter(chosen_keys(request.POST, "from")), 0))
    rows = Requirement.objects.visible_to(request.access).filter(agreement=source)
    chosen = list(rows.filter(pk__in=chosen_keys(request.POST, "chosen")))
    page = reverse("requirements:compare_agreements", args=[agreement.pk])

    def act() -> str:
        return taken_in_words(take_requirements(request.access, agreement, chosen=chosen))

    return answer_counted(request, act, back=f"{page}?other={source.pk}")


def taken_in_words(taken: Taken) -> str:
    """Return how many requirements were taken, and how many were there already."""
    said = ngettext("%(count)d krav är intaget.", "%(count)d krav är intagna.", taken.taken)
    told = said % {"count": taken.taken}
    if not taken.already:
        return told
    already = _("%(count)d fanns redan i avtalet.") % {"count": taken.already}
    return f"{told} {already}"
