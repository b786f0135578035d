"""Lists given out as files, with the filters of their pages."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from insyn.accounts.forms import MemberFilter
from insyn.accounts.http import Request
from insyn.accounts.queries import members_list
from insyn.criteria.forms.templates import TemplateFilter
from insyn.criteria.queries.lists import versions_for_list
from insyn.documents.http import FILE_TYPES, columns_file, table_file
from insyn.exchange.forms.filters import AgreementChoice
from insyn.exchange.http import MEMBER_COLUMNS, table_at
from insyn.exchange.queries.exports import EXPORTED_KINDS, all_rows, exported
from insyn.exchange.rules.kinds import ListKind, excel_columns
from insyn.exchange.rules.tables import TABLES
from insyn.kernel.access import Permission
from insyn.platform import clock
from insyn.registry.forms.agreements import AgreementFilter
from insyn.registry.forms.contracts import ContractFilter
from insyn.registry.forms.providers import ProviderFilter
from insyn.registry.forms.units import UnitFilter
from insyn.registry.forms.usage import UsageFilter
from insyn.registry.queries.agreements import listed_agreements
from insyn.registry.queries.contracts import agreements_seen, listed_contracts
from insyn.registry.queries.providers import listed_providers
from insyn.registry.queries.units import listed_units
from insyn.registry.queries.usage import NEWEST_FIRST, listed_usage
from insyn.requirements.forms.catalogue import CatalogueFilter
from insyn.requirements.http import usual_day
from insyn.requirements.queries.catalogue import areas_used, listed_requirements

Rows = QuerySet[Any]


@require_GET
def export_kinds(request: Request) -> HttpResponse:
    """Show which lists can be taken out, and of which agreement."""
    filters = AgreementChoice(request.access, request.GET)
    context = {
        "tables": [TABLES[kind] for kind in EXPORTED_KINDS],
        "narrowed": frozenset({*_OF_AGREEMENT, ListKind.REQUIREMENTS}),
        "filters": filters,
        "file_types": (("xlsx", "Excel"), ("csv", "CSV")),
    }
    return render(request, "exchange/exports.html", context)


@require_GET
def export_list(request: Request, slug: str, file_type: str) -> HttpResponseBase:
    """Return one list as a file, narrowed as the page that it was asked for on."""
    table = table_at(slug)
    if table.kind not in EXPORTED_KINDS or file_type not in FILE_TYPES:
        raise Http404
    rows = exported(request.access, table, _rows_of(request, table.kind))
    return table_file(
        request, excel_columns(table), rows, name=_(table.kind.label), file_type=file_type
    )


@require_GET
def members(request: Request, file_type: str) -> HttpResponseBase:
    """Return the members that their page lists as a file. They are taken out, never in."""
    if not request.access.mandates or file_type not in FILE_TYPES:
        raise Http404
    request.access.require_somewhere(Permission.MANAGE_MEMBERS)
    chosen = MemberFilter(request.access, request.GET).chosen
    sort = request.GET.get("sort", "")
    rows = members_list(request.access, chosen, today=clock.today(), sort=sort)
    return columns_file(request, MEMBER_COLUMNS, rows, name=_("Medlemmar"), file_type=file_type)


def _rows_of(request: Request, kind: ListKind) -> Rows:
    """Return the rows that the filters in the address keep."""
    if kind in _LISTED:
        return _LISTED[kind](request, request.GET.get("sort", ""))
    rows = all_rows(request.access, kind)
    chosen = AgreementChoice(request.access, request.GET).chosen["agreement"]
    path = _OF_AGREEMENT.get(kind)
    return rows.filter((path, chosen)) if path and chosen else rows


_OF_AGREEMENT: Mapping[ListKind, str] = {
    ListKind.OPTIONS: "agreement",
    ListKind.LOTS: "agreement",
    ListKind.SANCTIONS: "agreement",
    ListKind.CONTRACTS: "agreement",
    ListKind.PRICES: "contract__agreement",
    ListKind.USAGE: "agreement",
}
"""Lists that can be narrowed to one agreement, and where it stands."""


def _providers(request: Request, sort: str) -> Rows:
    chosen = ProviderFilter(request.access, request.GET).chosen
    return listed_providers(request.access, chosen=chosen, sort=sort)


def _units(request: Request, sort: str) -> Rows:
    return listed_units(chosen=UnitFilter(request.GET).chosen, sort=sort, today=clock.today())


def _agreements(request: Request, sort: str) -> Rows:
    chosen = AgreementFilter(request.GET).chosen
    return listed_agreements(request.access, chosen=chosen, sort=sort, today=clock.today())


def _contracts(request: Request, sort: str) -> Rows:
    agreements = agreements_seen(request.access)
    filters = ContractFilter(request.access, agreements, request.GET)
    chosen = {"lot": None, **filters.chosen}
    return listed_contracts(request.access, agreements, chosen=chosen, sort=sort)


def _usage(request: Request, sort: str) -> Rows:
    agreements = agreements_seen(request.access)
    chosen = UsageFilter(agreements, request.GET).chosen
    return listed_usage(request.access, agreements, chosen=chosen, sort=sort or NEWEST_FIRST)


def _requirements(request: Request, sort: str) -> Rows:
    """Return the catalogue of one agreement as its page shows it, otherwise all requirements."""
    agreement = AgreementChoice(request.access, request.GET).chosen["agreement"]
    if agreement is None:
        return all_rows(request.access, ListKind.REQUIREMENTS)
    areas = areas_used(request.access, agreement)
    chosen = CatalogueFilter(areas, request.GET).chosen
    day = chosen["on"] or usual_day(agreement)
    return listed_requirements(request.access, agreement, chosen=chosen, sort=sort, day=day)


def _templates(request: Request, sort: str) -> Rows:
    """Return the versions that the filter of their page keeps."""
    chosen = TemplateFilter(request.access, request.GET).chosen
    return versions_for_list(request.access, chosen, sort)


_LISTED: Mapping[ListKind, Callable[[Request, str], Rows]] = {
    ListKind.PROVIDERS: _providers,
    ListKind.UNITS: _units,
    ListKind.AGREEMENTS: _agreements,
    ListKind.CONTRACTS: _contracts,
    ListKind.USAGE: _usage,
    ListKind.REQUIREMENTS: _requirements,
    ListKind.TEMPLATES: _templates,
}
"""Lists that have a page: its filter and its order are theirs."""
