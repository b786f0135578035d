"""Pages of one who reports in for a district by a personal link, without any role.

The link, the code and the new link are those of all who come in so; here is what it leads to.
"""

from functools import partial
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from insyn.accounts.http import BY_LINK_KEY, Request
from insyn.coordination import services
from insyn.coordination.forms.reporting import LinkReportForm
from insyn.coordination.http import linked_part, linked_unit
from insyn.coordination.models import DistrictOutcome, DistrictReport, DistrictShare, SampledUnit
from insyn.coordination.queries.link import draft_of, link_page, parts_of, reader_of
from insyn.coordination.queries.reporting import areas_of
from insyn.coordination.services import ReportFacts
from insyn.platform import clock
from insyn.platform.answers import FormPage, answer_form


@require_GET
def parts(request: Request) -> HttpResponse:
    """Lead to the part that the asker reports in, or list them when there are several."""
    rows = list(parts_of(request.access))
    if len(rows) == 1:
        return redirect("coordination:link:part", rows[0].pk)
    if not rows and BY_LINK_KEY not in request.session:
        raise Http404
    return render(request, "coordination/link_parts.html", {"parts": rows})


@require_GET
def part(request: Request, pk: int) -> HttpResponse:
    """Show what is asked of the district: what, how many, when, and the sample."""
    share = linked_part(request, pk)
    page = link_page(request.access, share, today=clock.today())
    has_more = parts_of(request.access).exclude(pk=share.pk).exists()
    context = {"share": share, "page": page, "has_more": has_more}
    return render(request, "coordination/link_part.html", context)


def _reported(
    request: Request, row: SampledUnit
) -> tuple[DistrictReport | None, list[DistrictOutcome]]:
    reader = reader_of(request.access, row.authority_id)
    rows = DistrictReport.objects.visible_to(reader).select_related("unit")
    known = rows.filter(
        instruction=row.instruction_id, unit=row.unit_id, authority=row.authority_id
    ).first()
    if known is None:
        return None, []
    return known, list(DistrictOutcome.objects.visible_to(reader).filter(report=known))


@require_http_methods(["GET", "POST"])
def report(request: Request, pk: int) -> HttpResponse:
    """Report a unit in: save a draft, or hand it in."""
    share, row = linked_unit(request, pk)
    known, outcomes = _reported(request, row)
    draft = draft_of(request.access, row)
    areas = areas_of(share.instruction)
    form = LinkReportForm(areas, known, outcomes, draft, request.POST or None)
    back = reverse("coordination:link:part", args=[share.pk])
    receipt = reverse("coordination:link:receipt", args=[row.pk])
    page = FormPage(
        template="coordination/link_report.html",
        heading=str(row.unit),
        back=back,
        done=_("Utkastet är sparat.") if form.is_draft else _("Uppföljningen är inlämnad."),
        button=_("Lämna in"),
        onward=lambda _made: back if form.is_draft else receipt,
        context={"share": share, "sampled": row, "report": known, "draft": draft},
    )
    return answer_form(request, form, partial(_keep, request, row, form), page)


def _keep(
    request: Request, row: SampledUnit, form: LinkReportForm, *, version: int, draft: int,
    **sent: Any,
) -> object:  # fmt: skip
    if form.is_draft:
        return services.save_draft(request.access, row, answers=form.answers(), version=draft)
    kept = {name: value for name, value in sent.items() if name not in form.areas}
    facts = ReportFacts(outcomes=form.outcomes(), **kept)
    return services.hand_in(request.access, row, facts=facts, version=version)


@require_GET
def receipt(request: Request, pk: int) -> HttpResponse:
    """Show what was received of a unit, when and from whom."""
    share, row = linked_unit(request, pk)
    known, outcomes = _reported(request, row)
    if known is None:
        raise Http404
    context = {"share": share, "sampled": row, "report": known, "outcomes": outcomes}
    return render(request, "coordination/link_receipt.html", context | _left(request, share))


def _left(request: Request, share: DistrictShare) -> dict[str, Any]:
    page = link_page(request.access, share, today=clock.today())
    return {
        "left": page.tally.late + page.tally.not_begun,
        "next_unit": next((one.sampled for one in page.lines if not one.progress.is_done), None),
    }
