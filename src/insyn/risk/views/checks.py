"""The checks of a plan: what to look at before the board does, and what stands and why."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from insyn.accounts.http import Request
from insyn.documents.http import ListColumn, label, list_file
from insyn.kernel.access import Permission
from insyn.plans.http import plan_at
from insyn.plans.models import Plan
from insyn.plans.rules import PlanState
from insyn.platform.answers import FormPage, answer_button, answer_form
from insyn.risk.forms.checks import (
    MEMO,
    AcceptForm,
    WarningFilter,
    memo_dates_in,
    name_of,
    names_in,
)
from insyn.risk.models import AcceptedWarning
from insyn.risk.queries.checks import Told, accepted_before, told_of
from insyn.risk.rules.checks import Link, LinkKind
from insyn.risk.rules.kinds import Severity
from insyn.risk.services.acceptances import AcceptanceFacts, accept_warnings, take_back

PER_PAGE = 100
ADDRESSES: Mapping[LinkKind, str] = {
    LinkKind.PLAN: "plans:detail",
    LinkKind.PLAN_HEAD: "plans:edit",
    LinkKind.ACTIVITIES: "plans:activities",
    LinkKind.ACTIVITY: "plans:activity",
    LinkKind.ACTIVITY_EDIT: "plans:activity_edit",
    LinkKind.ACTIVITY_ADD: "plans:activity_add",
    LinkKind.AGREEMENT: "registry:agreement",
    LinkKind.AGREEMENT_EDIT: "registry:agreement_edit",
    LinkKind.PROVIDER: "registry:provider",
    LinkKind.UNIT: "registry:unit",
    LinkKind.REQUIREMENTS: "requirements:followability",
    LinkKind.HOURS: "plans:hours",
    LinkKind.ASSESSMENT: "risk:assessment",
    LinkKind.FOCUS: "risk:focus",
}
ONLY_EDITORS = {
    LinkKind.PLAN_HEAD: Permission.EDIT_PLAN,
    LinkKind.ACTIVITY_EDIT: Permission.EDIT_PLAN,
    LinkKind.ACTIVITY_ADD: Permission.EDIT_PLAN,
    LinkKind.AGREEMENT_EDIT: Permission.EDIT_REGISTER,
}
"""Pages that only those with the permission in the plan's board are led to."""


@dataclass(frozen=True, slots=True)
class Way:
    """A link as a page shows it."""

    address: str
    label: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A warning in the list. ``mended_at`` is None for those who may not mend it."""

    told: Told
    name: str
    about: Way
    mended_at: Way | None

    @property
    def group(self) -> tuple[str, str]:
        """Return what it is grouped by: how serious it is, and which check found it."""
        return self.told.warning.severity, self.told.warning.code


def way(link: Link) -> Way:
    """Return the page that a warning's link leads to."""
    return Way(reverse(ADDRESSES[link.kind], args=[link.key]), label(link.kind))


def shown(request: Request, plan: Plan, told: Sequence[Told]) -> list[Shown]:
    """Return the warnings with their links, as far as the asker may follow them."""
    return [
        Shown(one, name_of(one), way(one.warning.link), _mended_at(request, plan, one))
        for one in told
    ]


def _mended_at(request: Request, plan: Plan, one: Told) -> Way | None:
    link = one.warning.mend_link
    needed = ONLY_EDITORS.get(link.kind)
    if needed and not request.access.may(needed, authority_id=plan.authority_id):
        return None
    return way(link)


@require_GET
def checks(request: Request, pk: int) -> HttpResponse | FileResponse:
    """Show the warnings about the plan, the most serious first.

    A memo leads here with its date, since only the floor above knows of memos.
    """
    plan = plan_at(request, pk)
    memo_dates = memo_dates_in(request.GET)
    told = told_of(request.access, plan, memo_dates=memo_dates)
    filters = WarningFilter(request.GET)
    kept = filters.kept(told)
    if file := list_file(request, COLUMNS, kept, _("Kontroller")):
        return file
    page = Paginator(kept, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "plan": plan,
        "tab": "checks",
        "filters": filters,
        "page": page,
        "rows": shown(request, plan, list(page.object_list)),
        "tiles": _tiles(told),
        "before": accepted_before(request.access, plan, told),
        "may_accept": _may_accept(request, plan),
        "memo_dates": memo_dates,
    }
    return render(request, "risk/checks.html", context)


def _tiles(told: Sequence[Told]) -> list[tuple[Severity, int, int]]:
    """Return how many of each severity wait, and how many are accepted."""
    waits = Counter(one.warning.severity for one in told if not one.accepted)
    accepted = Counter(one.warning.severity for one in told if one.accepted)
    return [(severity, waits[severity], accepted[severity]) for severity in Severity]


def _may_accept(request: Request, plan: Plan) -> bool:
    allowed = request.access.may(Permission.EDIT_PLAN, authority_id=plan.authority_id)
    return allowed and plan.plan_state is not PlanState.REPLACED


@require_http_methods(["GET", "POST"])
def check_accept(request: Request, pk: int) -> HttpResponse:
    """Ask why the warnings that the address names stand, and accept them."""
    plan = plan_at(request, pk, to_edit=True)
    names, memo_dates = names_in(request.GET), memo_dates_in(request.GET)
    told = told_of(request.access, plan, memo_dates=memo_dates)
    chosen = [one for one in told if one.warning.name in names]
    if not chosen:
        messages.error(request, _("Markera minst en varning som finns kvar."))
        return redirect(_back(plan.pk, memo_dates))
    form = AcceptForm(request.POST or None, initial=_initial(chosen))

    def accept(**said: object) -> object:
        facts = AcceptanceFacts(names, **said, memo_dates=memo_dates)  # type: ignore[arg-type]
        return accept_warnings(request.access, plan, facts=facts)

    return answer_form(request, form, accept, _about(plan, chosen, memo_dates))


def _initial(chosen: Sequence[Told]) -> dict[str, object]:
    """Return what was said before, when it is one warning that is accepted already."""
    rows = [one.accepted for one in chosen]
    if len(rows) != 1 or rows[0] is None:
        return {}
    return {"reason": rows[0].reason, "shows_in_memo": rows[0].shows_in_memo}


def _about(plan: Plan, chosen: Sequence[Told], memo_dates: Sequence[date]) -> FormPage:
    count = len(chosen)
    heading = ngettext("Acceptera %(count)d varning", "Acceptera %(count)d varningar", count)
    return FormPage(
        template="risk/check_accept.html",
        heading=heading % {"count": count},
        back=_back(plan.pk, memo_dates),
        done=ngettext("Varningen är accepterad.", "Varningarna är accepterade.", count),
        button=_("Acceptera"),
        lead=str(plan),
        context={"plan": plan, "chosen": chosen},
    )


def _back(key: int, memo_dates: Sequence[date]) -> str:
    """Return the address of the plan's checks, with the dates of the memos if there are any."""
    memos = f"?{urlencode({MEMO: memo_dates}, doseq=True)}" if memo_dates else ""
    return reverse("risk:checks", args=[key]) + memos


@require_POST
def check_take_back(request: Request, pk: int) -> HttpResponse:
    """Let an accepted warning be a warning again."""
    rows = AcceptedWarning.objects.visible_to(request.access).select_related("plan")
    row = get_object_or_404(rows, pk=pk)
    request.access.require(Permission.EDIT_PLAN, authority_id=row.plan.authority_id)
    return answer_button(
        request,
        lambda: take_back(request.access, row),
        back=_back(row.plan_id, memo_dates_in(request.POST)),
        done=_("Varningen är inte längre accepterad."),
    )


def _reason(row: Told) -> str:
    return row.accepted.reason if row.accepted else ""


def _in_memo(row: Told) -> str:
    if row.accepted is None:
        return ""
    return _("Ja") if row.accepted.shows_in_memo else _("Nej")


COLUMNS = (
    ListColumn(__("Hur allvarligt"), lambda row: label(row.warning.severity)),
    ListColumn(__("Kontroll"), lambda row: label(row.warning.code), width=36),
    ListColumn(__("Varning"), lambda row: row.sentence, width=80),
    ListColumn(__("Gör så här"), lambda row: _(row.warning.mend), width=60),
    ListColumn(__("Skäl till att den accepteras"), _reason, width=40),
    ListColumn(__("Visas i tjänsteskrivelsen"), _in_memo),
)
"""The warnings as a file."""
