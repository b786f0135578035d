"""Pages on which the requirements of a follow-up are assessed."""

from collections.abc import Mapping, Sequence
from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from insyn.accounts.http import Request
from insyn.criteria.models import Section
from insyn.documents.http import list_file
from insyn.findings import queries, services
from insyn.findings.forms import AreaForm, RequirementForm, RequirementsFilter
from insyn.findings.http import REQUIREMENT_COLUMNS, saved
from insyn.findings.models import AreaAssessment
from insyn.findings.queries.assess_pages import assess_area_page, beside
from insyn.findings.queries.assessing import Asked, Assessing, assessing_of
from insyn.findings.rules.assessing import Proposal
from insyn.followups.http import seen_followup, written_followup
from insyn.followups.models import Followup
from insyn.followups.rules import BEFORE_SENT
from insyn.kernel.access import Permission

PAGE_SIZE = 100


@require_GET
def requirements(request: Request, pk: int) -> HttpResponseBase:
    """List the follow-up's requirements and how each is assessed."""
    row = seen_followup(request, pk)
    assessing = assessing_of(request.access, row)
    filters = RequirementsFilter(request.access, row, request.GET)
    rows = _kept(assessing.rows, filters.chosen, request.GET.get("sort", ""))
    name = _("Krav i uppföljning %(number)s") % {"number": row.number}
    if file := list_file(request, REQUIREMENT_COLUMNS, rows, name):
        return file
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "followup": row, "assessing": assessing, "filters": filters, "page": page,
        "current": "result", "may_assess": _may_assess(request, row) and not assessing.is_blind,
    }  # fmt: skip
    return render(request, "findings/requirements.html", context)


def _may_assess(request: Request, row: Followup) -> bool:
    may = request.access.may(Permission.CARRY_OUT_FOLLOWUP, authority_id=row.authority_id)
    return may and row.shown_state in BEFORE_SENT


def _kept(rows: Sequence[Asked], chosen: Mapping[str, object], sort: str) -> list[Asked]:
    """Return the requirements that the filter keeps, in the template's order or as sorted."""
    words = str(chosen["q"] or "").casefold()
    kept = [
        row
        for row in rows
        if words in f"{row.wording.number} {row.wording.text}".casefold()
        and chosen["section"] in {None, row.section}
        and (not chosen["level"] or row.level == chosen["level"])
        and not (chosen["is_left"] and row.assessment)
        and not (chosen["is_critical"] and not row.wording.is_critical)
        and not (chosen.get("is_in_depth") and not row.is_in_depth)
    ]
    if sort.removeprefix("-") == "number":
        kept.sort(key=lambda row: row.wording.number_key, reverse=sort.startswith("-"))
    return kept


def _asked(rows: Sequence[Asked], requirement_pk: int) -> Asked:
    """Return the requirement in the wording of the day, before any other that was assessed."""
    found = [row for row in rows if row.wording.requirement_id == requirement_pk]
    if not found:
        raise Http404
    return next((row for row in found if row.questions), found[0])


@require_http_methods(["GET", "POST"])
def requirement(request: Request, pk: int, requirement_pk: int) -> HttpResponse:
    """Show one requirement beside all that is known of it, and assess it."""
    row = seen_followup(request, pk)
    assessing = assessing_of(request.access, row)
    asked = _asked(assessing.rows, requirement_pk)
    form = _form(request, row, asked) if _may_assess(request, row) else None
    if request.method == "POST" and form is None:
        written_followup(request, pk)
    if form and form.is_valid() and saved(form, partial(_save, request, row, form)):
        messages.success(request, _("Kravet är bedömt."))
        return _onward(request, row, _following(assessing, asked))
    (shown,), around = beside(request.access, row, [asked])
    context = {
        "followup": row, "assessing": assessing, "one": shown, "around": around,
        "form": None if assessing.is_blind else form, "following": _following(assessing, asked),
    }  # fmt: skip
    return render(request, "findings/requirement.html", context)


def _form(request: Request, row: Followup, asked: Asked) -> RequirementForm:
    levels = queries.levels_of(request.access, row)
    written = {asked.wording.pk: asked.assessment} if asked.assessment else {}
    return RequirementForm([asked], levels, written, request.POST or None)


def _save(request: Request, row: Followup, form: RequirementForm) -> None:
    services.assess_requirements(request.access, row, facts=form.requirements())


def _following(assessing: Assessing, asked: Asked) -> Asked | None:
    """Return the next requirement that is left to assess, after this one and then from the top."""
    rows = assessing.rows
    here = next(place for place, row in enumerate(rows) if row.wording == asked.wording)
    left = [row for row in rows[here + 1 :] + rows[:here] if row.assessment is None]
    return left[0] if left else None


def _onward(request: Request, row: Followup, following: Asked | None) -> HttpResponse:
    if "next" in request.POST and following is not None:
        return redirect("findings:requirement", row.pk, following.wording.requirement_id)
    return redirect("findings:requirements", row.pk)


@require_http_methods(["GET", "POST"])
def area(request: Request, pk: int, section_pk: int) -> HttpResponse:
    """Assess an area and all its requirements, beside all that is known of them."""
    row = written_followup(request, pk)
    assessing = assessing_of(request.access, row)
    if assessing.is_blind:
        return redirect("findings:second_area", row.pk, section_pk)
    page = assess_area_page(request.access, row, section_pk, assessing)
    if page is None:
        raise Http404
    form = _area_form(request, row, page.assessment, [one.asked for one in page.rows])
    save = partial(_save_area, request, row, page.section, form)
    if form.is_valid() and saved(form, save):
        said = {"area": page.section}
        messages.success(request, _("Bedömningen av ”%(area)s” är sparad.") % said)
        if "next" in request.POST and page.following is not None:
            return redirect("findings:area", row.pk, page.following.pk)
        return redirect("findings:followup", row.pk)
    context = {
        "followup": row, "page": page, "form": form, "proposal": _proposal(assessing, section_pk),
        "lines": list(zip(page.rows, form.rows, strict=True)),
    }  # fmt: skip
    return render(request, "findings/area.html", context)


def _proposal(assessing: Assessing, section_pk: int) -> Proposal | None:
    found = assessing.by_section.get(section_pk)
    return found.proposal if found and found.done else None


def _area_form(
    request: Request, row: Followup, assessment: AreaAssessment | None, rows: Sequence[Asked]
) -> AreaForm:
    levels = queries.levels_of(request.access, row)
    written = {one.wording.pk: one.assessment for one in rows if one.assessment}
    initial: dict[str, object] = {"version": 0, "level": "proposed" if rows else None}
    if assessment is not None:
        level = assessment.scale_level_id or assessment.level
        initial = {"level": level, "note": assessment.note, "version": assessment.version}
    return AreaForm(rows, levels, written, request.POST or None, initial=initial)


def _save_area(request: Request, row: Followup, section: Section, form: AreaForm) -> None:
    level, note = form.area()
    area_facts = services.AreaFacts(section, level, note, form.cleaned_data["version"])
    services.assess_whole_area(
        request.access, row, area=area_facts, requirements=form.requirements()
    )
