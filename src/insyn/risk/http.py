"""What the views of risk and selection share."""

from collections.abc import Callable
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as __

from insyn.accounts.http import Request
from insyn.documents.http import ListColumn, count, day, label
from insyn.kernel.access import Permission
from insyn.papers.excel import ColumnKind
from insyn.platform.answers import FormPage
from insyn.risk.models import RiskAssessment, RiskModelVersion, RiskScore, Selection
from insyn.risk.queries import rule_of
from insyn.risk.queries.assessments import told_scores
from insyn.risk.rules.states import Ground, StepKind
from insyn.risk.rules.step_exchange import step_to_json
from insyn.risk.rules.steps import Rule, Step

FORM_PAGE = "risk/form.html"


def seen_selection(request: Request, pk: int) -> Selection:
    """Return the selection the asker may see, with its agreement, or 404."""
    rows = Selection.objects.visible_to(request.access).select_related(
        "agreement__authority__municipality", "agreement__cooperation", "authority__municipality"
    )
    return get_object_or_404(rows.defer("record"), pk=pk)


def planned_selection(request: Request, pk: int) -> Selection:
    """Return the selection if the asker may plan it; 404 unseen, 403 not permitted."""
    selection = seen_selection(request, pk)
    request.access.require(Permission.PLAN_SELECTION, authority_id=selection.authority_id)
    return selection


def frozen_record(selection: Selection) -> dict[str, Any]:
    """Return the frozen record, or 404 as long as there is none."""
    if not selection.record:
        raise Http404
    record: dict[str, Any] = selection.record
    return record


def selection_by_steps(selection: Selection) -> Selection:
    """Return the selection if it has a rule in steps, or 404."""
    if not selection.is_by_steps:
        raise Http404
    return selection


def step_at(selection: Selection, place: int) -> tuple[Step, dict[str, Any]]:
    """Return a step of the rule and what a form about it shows first, or 404."""
    steps = rule_of(selection).steps
    if place >= len(steps):
        raise Http404
    return steps[place], {**step_to_json(steps[place]), "version": selection.version}


def numbered(rule: Rule) -> list[tuple[int, Step]]:
    """Return each step with its number in the order; 0 for the limit, which holds for all."""
    before = len(rule.steps) - len(rule.order)
    return [(max(0, place - before), step) for place, step in enumerate(rule.steps, 1)]


def kind_at(code: str) -> StepKind:
    """Return the kind of step of an address, or 404."""
    if code not in StepKind.codes():
        raise Http404
    return StepKind(code)


def about_rule(selection: Selection, kind: StepKind, *, done: str) -> FormPage:
    """Return what surrounds a form about a step."""
    return FormPage(
        template="risk/step_form.html",
        heading=gettext(kind.label),
        back=reverse("risk:steps", args=[selection.pk]),
        done=done,
        button=gettext("Spara steget"),
        lead=selection.title,
        context={"selection": selection},
    )


def about_selection(  # noqa: PLR0913  the words of a page
    selection: Selection,
    template: str,
    *,
    heading: str,
    button: str,
    lead: str,
    done: str = "",
    onward: Callable[[Any], str] | None = None,
    **context: object,
) -> FormPage:
    """Return what surrounds a form that leads back to the selection."""
    return FormPage(
        template=template,
        heading=heading,
        back=reverse("risk:detail", args=[selection.pk]),
        done=done,
        button=button,
        lead=lead,
        onward=onward,
        context={"selection": selection, **context},
    )


def agreement_words(selection: Selection) -> str:
    """Return the title of the agreement, or how many there are. Needs ``agreement_count``."""
    if selection.agreement is not None:
        return selection.agreement.title
    number: int = selection.agreement_count  # type: ignore[attr-defined]  # of the list
    return gettext("%(n)s avtal") % {"n": number}


SELECTION_COLUMNS = (
    ListColumn(__("Urval"), lambda row: row.title, width=40),
    ListColumn(__("Avtal"), agreement_words),
    count(__("År"), lambda row: row.year),
    ListColumn(__("Nämnd"), lambda row: str(row.authority)),
    ListColumn(__("Läge"), lambda row: label(row.selection_state)),
    count(__("Kandidater"), lambda row: row.pool_size),
    count(__("Valda"), lambda row: row.chosen_count),
    day(__("Fryst"), lambda row: row.drawn_at),
)
"""The list of selections as a file."""

_CANDIDATE_COLUMNS = (
    ListColumn(__("Utförare"), lambda row: str(row.contract.provider), width=36),
    ListColumn(__("Organisationsnummer"), lambda row: row.contract.provider.shown_number),
    ListColumn(__("Avtal"), lambda row: row.contract.agreement.title, width=36),
    ListColumn(__("Avtalsområde"), lambda row: row.lot.name if row.lot else ""),
    ListColumn(__("Avropas"), lambda row: row.is_used, ColumnKind.YES_NO, width=10),
    ListColumn(__("Önskad"), lambda row: row.is_wished, ColumnKind.YES_NO, width=10),
    ListColumn(__("Riskvärde"), lambda row: row.risk, ColumnKind.NUMBER, width=12),
    ListColumn(__("Riskklass"), lambda row: label(row.risk_band)),
    day(__("Senast uppföljd"), lambda row: row.last_on),
    day(__("Första brukaren"), lambda row: row.first_client_on),
)
POOL_COLUMNS = _CANDIDATE_COLUMNS
"""Whom a selection chooses among, as a file."""

RESULT_COLUMNS = (
    *_CANDIDATE_COLUMNS,
    ListColumn(__("Resultat"), lambda row: gettext("Vald" if row.is_chosen else "Inte vald")),
    ListColumn(__("Grund"), lambda row: label(Ground(row.ground)) if row.ground else ""),
    ListColumn(__("Skäl"), lambda row: row.reason, width=60),
    ListColumn(__("Följs upp av"), lambda row: str(row.authority or ""), width=30),
)
"""Who was chosen and who was not, as a file."""


def model_version_at(request: Request, pk: int, *, to_edit: bool = False) -> RiskModelVersion:
    """Return the version of a risk model; 404 unseen, 403 when to be edited and not permitted."""
    rows = RiskModelVersion.objects.visible_to(request.access).select_related(
        "model__authority__municipality"
    )
    version = get_object_or_404(rows, pk=pk)
    if to_edit:
        request.access.require(Permission.EDIT_PLAN, authority_id=version.model.authority_id)
    return version


def assessment_at(request: Request, pk: int, *, to_edit: bool = False) -> RiskAssessment:
    """Return the assessment; 404 unseen, 403 when to be edited and not permitted."""
    rows = RiskAssessment.objects.visible_to(request.access).select_related(
        "authority__municipality", "model_version__model", "plan"
    )
    assessment = get_object_or_404(rows, pk=pk)
    if to_edit:
        request.access.require(Permission.ASSESS_RISK, authority_id=assessment.authority_id)
    return assessment


def score_at(request: Request, pk: int, *, to_edit: bool = False) -> RiskScore:
    """Return the score; 404 unseen, 403 when to be edited and not permitted."""
    score = get_object_or_404(told_scores(request.access), pk=pk)
    if to_edit:
        authority_id = score.assessment.authority_id
        request.access.require(Permission.ASSESS_RISK, authority_id=authority_id)
    return score


def may_assess(request: Request, assessment: RiskAssessment) -> bool:
    """Tell whether the page of the assessment shall have its buttons."""
    allowed = request.access.may(Permission.ASSESS_RISK, authority_id=assessment.authority_id)
    return allowed and assessment.is_draft
