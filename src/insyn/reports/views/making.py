"""Making a report of each kind."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from insyn.accounts.http import Request
from insyn.accounts.models import Authority
from insyn.documents.http import ListColumn, day, list_file
from insyn.followups.models import Followup
from insyn.kernel.access import Access, Permission
from insyn.kernel.errors import RuleViolation
from insyn.platform.answers import FormPage, answer_form
from insyn.platform.sentences import said
from insyn.registry.models import Agreement, ServiceArea
from insyn.reports import forms, services
from insyn.reports.http import PER_PAGE
from insyn.reports.models import Report
from insyn.reports.queries.to_bring import followups_to_bring
from insyn.reports.rules import ReportKind
from insyn.reports.rules.layouts import PERIOD_KINDS
from insyn.risk.models import Selection
from insyn.themes.models import ThematicReview

MADE = __("Rapporten är skapad med förslag till texter.")
LEADS = {
    ReportKind.YEARLY: __(
        "Årsrapporten redovisar vad nämnden har följt upp hos privata utförare och i egen regi."
    ),
    ReportKind.INTERIM_SECTION: __("Ett kort avsnitt med det som har rapporterats hittills."),
    ReportKind.QUALITY_SECTION: __("Ett avsnitt om brister, goda exempel och åtgärder."),
    ReportKind.CITY: __(
        "Privata utförare, egen regi och verksamhet i skola, var för sig och bredvid varandra, ur "
        "det som nämnderna har rapporterat in. Görs av den nämnd som samordnar."
    ),
    ReportKind.COUNCIL: __(
        "Vilka nämnder som har beslutat om sin årsrapport och vilka som inte har det. Siffrorna "
        "är de som nämnderna har beslutat om."
    ),
}
TO_BRING_COLUMNS = (
    ListColumn(__("Uppföljning"), lambda row: row.number),
    ListColumn(__("Utförare"), lambda row: str(row.contract.provider), width=36),
    ListColumn(__("Avtal"), lambda row: row.contract.agreement.title, width=36),
    day(__("Rapporterad"), lambda row: row.reported_on),
    ListColumn(__("Nämnd"), lambda row: str(row.authority)),
)


@require_GET
def report_begin(request: Request) -> HttpResponse:
    """Choose which kind of report to make."""
    request.access.require_somewhere(Permission.WRITE_REPORT)
    kinds = [(kind, LEADS[kind], reverse("reports:create_period", args=[kind])) for kind in
             PERIOD_KINDS]  # fmt: skip
    return render(request, "reports/begin.html", {"kinds": kinds})


@require_http_methods(["GET", "POST"])
def report_create(request: Request) -> HttpResponse:
    """Start a joint report: which agreement, which period."""
    request.access.require_somewhere(Permission.WRITE_REPORT)
    form = forms.ReportForm(request.access, request.POST or None)
    lead = _(
        "Välj avtal och period. Insyn hämtar de rapporterade uppföljningarna och föreslår texter."
    )
    page = _page(_("Ny samordnad rapport"), lead)
    return answer_form(request, form, partial(_create, request.access), page)


def _page(heading: str, lead: str) -> FormPage:
    return FormPage(
        template="reports/create.html",
        heading=heading,
        back=reverse("reports:list"),
        done=str(MADE),
        button=_("Skapa rapporten"),
        lead=lead,
        onward=lambda report: reverse("reports:detail", args=[report.pk]),
    )


def _create(
    access: Access,
    *,
    authority: Authority,
    agreement: Agreement,
    selection: Selection | None,
    **head: Any,
) -> Report:
    return services.create_report(
        access,
        authority=authority,
        agreement=agreement,
        selection=selection,
        head=services.ReportHead(**head),
    )


@require_http_methods(["GET", "POST"])
def period_create(request: Request, kind: str) -> HttpResponse:
    """Start a report about a period of the board."""
    request.access.require_somewhere(Permission.WRITE_REPORT)
    if kind not in PERIOD_KINDS:
        raise Http404
    chosen = ReportKind(kind)
    form = forms.PeriodReportForm(request.access, chosen, request.POST or None)
    page = _page(_(chosen.label), str(LEADS[chosen]))
    return answer_form(request, form, partial(_create_period, request.access, chosen), page)


def _create_period(
    access: Access,
    kind: ReportKind,
    *,
    authority: Authority,
    service_area: ServiceArea | None = None,
    operating_form: str = "",
    **head: Any,
) -> Report:
    return services.create_period_report(
        access,
        authority=authority,
        kind=kind,
        head=services.ReportHead(**head),
        scope=services.ReportScope(service_area, operating_form),
    )


@require_http_methods(["GET", "POST"])
def thematic_create(request: Request) -> HttpResponse:
    """Start a report that lays a thematic review before the board."""
    request.access.require_somewhere(Permission.WRITE_REPORT)
    form = forms.ThematicReportForm(request.access, request.POST or None)
    lead = _("Granskningens egen rapport blir bilaga 2 i nämndens ärende.")
    page = _page(_(ReportKind.THEMATIC.label), lead)
    return answer_form(request, form, partial(_create_thematic, request.access), page)


def _create_thematic(access: Access, *, review: ThematicReview, **head: Any) -> Report:
    return services.create_thematic_report(access, review, **head)


@require_GET
def to_bring(request: Request) -> HttpResponseBase:
    """List the reported follow-ups that no report has brought to the board yet."""
    request.access.require_somewhere(Permission.WRITE_REPORT)
    rows = followups_to_bring(request.access).for_list()
    if file := list_file(request, TO_BRING_COLUMNS, rows, _("Uppföljningar att ta till nämnden")):
        return file
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "reports/to_bring.html", {"page": page})


@require_POST
def single_create(request: Request, pk: int) -> HttpResponse:
    """Make the report that brings one follow-up to the board; a second time, open it."""
    rows = Followup.objects.visible_to(request.access)
    followup = get_object_or_404(rows, pk=pk)
    request.access.require(Permission.WRITE_REPORT, authority_id=followup.authority_id)
    try:
        report = services.create_single_report(request.access, followup)
    except RuleViolation as no:
        messages.error(request, said(no))
        return redirect("followups:detail", followup.pk)
    messages.success(request, _("Rapporten till nämnden finns. Läs igenom texterna."))
    return redirect("reports:detail", report.pk)
