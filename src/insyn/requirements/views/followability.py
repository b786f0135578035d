"""Pages on which requirements are tested: one after another, or in a table."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from insyn.accounts.http import Request
from insyn.kernel.errors import RuleViolation
from insyn.platform.sentences import said
from insyn.registry.models import Agreement
from insyn.requirements.forms.followability import (
    AnswersForm,
    FillForm,
    RowForm,
    TableFilter,
    code_of,
)
from insyn.requirements.http import (
    catalogue_tabs,
    chosen_keys,
    may_edit,
    own_agreement,
    own_requirement,
    same_place,
    seen_agreement,
    shown_wording,
    usual_day,
)
from insyn.requirements.models import TESTED, RequirementVersion, RequirementVersionQuerySet
from insyn.requirements.queries.catalogue import areas_used, catalogue_on
from insyn.requirements.queries.followability import next_untested, share_on, shares_by_area
from insyn.requirements.rules.followability import Mark, filled, group_note, hints
from insyn.requirements.services import Tested, TestFacts, save_followability

ROWS_IN_TABLE = 25


@require_GET
def overview(request: Request, pk: int) -> HttpResponse:
    """Show how many requirements can be followed up, in all and by area."""
    agreement = seen_agreement(request, pk)
    day = usual_day(agreement)
    context = {
        "agreement": agreement,
        "tabs": catalogue_tabs(agreement, "followability"),
        "share": share_on(request.access, agreement, day),
        "areas": shares_by_area(request.access, agreement, day),
        "next": next_untested(request.access, agreement, day),
        "may_edit": may_edit(request, agreement.authority_id),
    }
    return render(request, "requirements/followability.html", context)


@require_http_methods(["GET", "POST"])
def test_one(request: Request, pk: int) -> HttpResponse:
    """Test one requirement and go on to the next that nobody has tested."""
    requirement = own_requirement(request, pk)
    agreement = seen_agreement(request, requirement.agreement_id or 0)
    wording = shown_wording(request, requirement)
    form = AnswersForm(request.POST or None, initial=_initial(wording))
    if request.method == "POST" and form.is_valid():
        try:
            save_followability(request.access, [_tested(wording, form)])
        except RuleViolation as no:
            form.refuse(no)
        else:
            return _go_on(request, agreement, wording)
    day = usual_day(agreement)
    context = {
        "agreement": agreement,
        "wording": wording,
        "form": form,
        "hints": hints(wording.text, wording.evidence),
        "share": share_on(request.access, agreement, day),
        "next": next_untested(request.access, agreement, day, after=wording),
    }
    return render(request, "requirements/test.html", context)


def _initial(wording: RequirementVersion) -> dict[str, object]:
    marks = {mark.value: code_of(answer) for mark, answer in wording.marks.items()}
    note = {"followability_note": wording.followability_note}
    return {**marks, **note, "version": wording.requirement.version}


def _tested(wording: RequirementVersion, form: AnswersForm) -> Tested:
    said = dict(form.cleaned_data)
    version = said.pop("version")
    return Tested(wording, TestFacts(**said), version)


def _go_on(request: Request, agreement: Agreement, wording: RequirementVersion) -> HttpResponse:
    """Go to the next untested requirement, or to the result when there is none."""
    day = usual_day(agreement)
    after = next_untested(request.access, agreement, day, after=wording)
    if after is None or request.POST.get("then") == "stop":
        messages.success(request, _("Prövningen är sparad."))
        return redirect("requirements:followability", agreement.pk)
    messages.success(request, _("Krav %(number)s är sparat.") % {"number": wording.number})
    return redirect("requirements:test", after.requirement_id)


@require_http_methods(["GET", "POST"])
def test_table(request: Request, pk: int) -> HttpResponse:
    """Test many requirements in a table; all are saved or none."""
    agreement = own_agreement(request, pk)
    filters = TableFilter(areas_used(request.access, agreement), request.GET)
    rows = _table_rows(request, agreement, filters)
    page = Paginator(rows, ROWS_IN_TABLE).get_page(request.GET.get("page"))
    forms = [_row_form(request, row) for row in page.object_list]
    fill = FillForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and _save_table(request, forms, fill):
        return redirect(same_place(request, reverse("requirements:test_table", args=[pk])))
    context = {
        "agreement": agreement,
        "filters": filters,
        "page": page,
        "forms": forms,
        "marks": list(Mark),
        "fill": fill,
    }
    return render(request, "requirements/test_table.html", context)


def _table_rows(
    request: Request, agreement: Agreement, filters: TableFilter
) -> RequirementVersionQuerySet:
    """Return what the filter keeps; when the table is sent, the very rows that it showed."""
    rows = catalogue_on(request.access, agreement, usual_day(agreement))
    if request.method == "POST":
        return rows.filter(requirement__in=chosen_keys(request.POST, "row"))
    if filters.chosen["area"]:
        rows = rows.filter(area=filters.chosen["area"])
    return rows.exclude(TESTED) if filters.chosen["untested"] else rows


def _row_form(request: Request, row: RequirementVersion) -> tuple[RequirementVersion, RowForm]:
    posted = request.POST if request.method == "POST" else None
    return row, RowForm(posted, prefix=f"krav{row.requirement_id}", initial=_initial(row))


def _with_filled(row: RequirementVersion, test: Tested, fill: FillForm) -> Tested:
    """Return the test with its empty answers filled in as the form under the table says."""
    said = {mark: getattr(test.facts, mark.value) for mark in Mark}
    doubted = {hint.mark for hint in hints(row.text, row.evidence)}
    answers = filled(said, fill.fill, doubted if fill.cleaned_data["doubts"] else ())
    values: dict[str, Any] = {mark.value: answer for mark, answer in answers.items()}
    values["followability_note"] = group_note(test.facts.followability_note, said, answers)
    return replace(test, facts=replace(test.facts, **values))


def _save_table(
    request: Request, forms: list[tuple[RequirementVersion, RowForm]], fill: FillForm
) -> bool:
    """Save the table and tell how many changed; tell why not and return False."""
    if not all(form.is_valid() for form in (fill, *(form for _row, form in forms))):
        messages.error(request, _("Inget är sparat. Rätta anteckningarna som är markerade."))
        return False
    try:
        tests = [_with_filled(row, _tested(row, form), fill) for row, form in forms]
        count = save_followability(request.access, tests)
    except RuleViolation as no:
        messages.error(request, said(no))
        return False
    told = ngettext("%(count)d krav är sparat.", "%(count)d krav är sparade.", count)
    messages.success(request, told % {"count": count})
    return True
