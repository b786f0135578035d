"""Proposing a sanction: first the step of the ladder, then the reasons and the amounts."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from insyn.accounts.http import Request
from insyn.accounts.models import Authority
from insyn.followups.models import Followup
from insyn.kernel.access import Permission
from insyn.measures import http
from insyn.measures.forms import sanction_proposals as forms
from insyn.measures.models import Sanction
from insyn.measures.queries import sanctions as queries
from insyn.measures.rules.sanction_checks import MONEY
from insyn.measures.rules.sanctions import SanctionEvent
from insyn.measures.services import sanctions as services
from insyn.platform import clock
from insyn.platform.answers import FormPage, answer_form
from insyn.registry.http import contract_at
from insyn.registry.models import Contract, SanctionStep, Unit
from insyn.registry.rules import SanctionKind


@dataclass(frozen=True, slots=True)
class Subject:
    """What a proposal is about, and who proposes it."""

    contract: Contract
    authority: Authority
    followup: Followup | None = None


@require_http_methods(["GET", "POST"])
def propose(request: Request, pk: int) -> HttpResponse:
    """Choose a step of the agreement's ladder, then write the proposal."""
    subject = _subject(request, pk)
    steps = queries.ladder_of(
        request.access, subject.contract, subject.authority.pk, today=clock.today()
    )
    chosen = next((one for one in steps if str(one.step.pk) == request.GET.get("steg")), None)
    if chosen is None:
        return _choose(request, subject, steps)
    if chosen.problem:
        messages.error(request, chosen.problem)
        return redirect(_address(request, subject))
    return _write(request, subject, chosen)


def _subject(request: Request, pk: int) -> Subject:
    """Return what the proposal is about, to one who may propose; else answer 404 or 403."""
    contract, followup = contract_at(request, pk), None
    if (key := request.GET.get("uppfoljning", "")).isdecimal():
        rows = Followup.objects.visible_to(request.access).for_list().filter(contract=contract)
        followup = get_object_or_404(rows, pk=int(key))
    authority = followup.authority if followup else contract.agreement.authority
    request.access.require(Permission.REQUEST_MEASURES, authority_id=authority.pk)
    return Subject(contract, authority, followup)


def _choose(request: Request, subject: Subject, steps: list[queries.ShownStep]) -> HttpResponse:
    contract = subject.contract
    done = queries.taken_before(request.access, contract, subject.authority.pk)
    context = {"contract": contract, "subject": subject, "steps": steps, "done": done}
    return render(request, "measures/sanction_steps.html", context | {"query": _query(request)})


def _query(request: Request) -> str:
    """Return the address's tail without the step, to choose another one."""
    query = request.GET.copy()
    query.pop("steg", None)
    return query.urlencode()


def _address(request: Request, subject: Subject) -> str:
    address = reverse("measures:sanction_propose", args=[subject.contract.pk])
    return f"{address}?{_query(request)}"


def _write(request: Request, subject: Subject, chosen: queries.ShownStep) -> HttpResponse:
    contract, authority = subject.contract, subject.authority
    offered = _offered(request, contract, authority.pk, chosen.step)
    form = _form(request, offered, {"findings": _first_findings(request, subject, offered)})
    act = partial(
        services.propose_sanction,
        request.access,
        contract,
        authority=authority,
        followup=subject.followup,
    )
    page = FormPage(
        template="measures/sanction_form.html",
        heading=_("Föreslå: %(step)s") % {"step": _(SanctionKind(chosen.step.kind).label)},
        back=_address(request, subject),
        done=_("Förslaget är sparat. Nu väntar det på beslut."),
        button=_("Spara förslaget"),
        onward=_page_of,
        context={"contract": contract, "subject": subject, "chosen": chosen},
    )
    return _answer(request, form, lambda: act(facts=form.facts()), page)


def _page_of(made: Any) -> str:
    return reverse("measures:sanction", args=[made.pk])


def _answer(
    request: Request, form: forms.ProposalForm, act: Callable[[], object], page: FormPage
) -> HttpResponse:
    return answer_form(request, form, lambda **_said: act(), page)


def _offered(
    request: Request, contract: Contract, authority_id: int, step: SanctionStep
) -> forms.Offered:
    return forms.Offered(
        step=step,
        findings=services.grounds_of(request.access, contract, authority_id),
        units=Unit.objects.filter(provider=contract.provider_id).order_by("sort_key", "pk"),
        has_lines=SanctionKind(step.kind) in MONEY,
    )


def _first_findings(request: Request, subject: Subject, offered: forms.Offered) -> list[str]:
    """Return what is ticked from the start: the finding of the address, else the open ones."""
    if key := request.GET.get("resultat", ""):
        return [key]
    followup = subject.followup
    return [
        str(row.pk)
        for row in offered.findings
        if followup and row.followup_id == followup.pk and row.remedied_on is None
    ]


def _form(
    request: Request, offered: forms.Offered, initial: dict[str, Any], lines: int = 0
) -> forms.ProposalForm:
    """Return the form as it is opened, as it was sent, or as it was sent with more lines."""
    if request.method != "POST":
        count = max(lines + 1, forms.FIRST_LINES)
        return forms.ProposalForm(offered, initial=initial, line_count=count)
    count = forms.line_count_of(request.POST)
    if "more" in request.POST:
        typed = forms.typed_again(request.POST)
        return forms.ProposalForm(offered, initial=typed, line_count=count + forms.MORE_LINES)
    return forms.ProposalForm(offered, request.POST, line_count=count)


@require_http_methods(["GET", "POST"])
def change(request: Request, pk: int) -> HttpResponse:
    """Change a proposal that nobody has decided on."""
    row = http.moved_sanction(request, pk, SanctionEvent.CHANGE)
    steps = queries.ladder_of(request.access, row.contract, row.authority_id, today=clock.today())
    chosen = next(one for one in steps if one.step.pk == row.step_id)
    offered = _offered(request, row.contract, row.authority_id, row.step)
    lines = queries.lines_of(request.access, row)
    initial = forms.proposed(row, lines) | {"findings": _ticked(request, row)}
    form = _form(request, offered, initial, len(lines))
    page = FormPage(
        template="measures/sanction_form.html",
        heading=_("Ändra förslaget %(number)s") % {"number": row.number},
        back=_page_of(row),
        done=_("Förslaget är ändrat."),
        button=_("Spara"),
        context={"contract": row.contract, "sanction": row, "chosen": chosen},
    )
    return _answer(request, form, partial(_change, request, row, form), page)


def _change(request: Request, row: Sanction, form: forms.ProposalForm) -> Sanction:
    version = form.cleaned_data["version"]
    return services.change_proposal(request.access, row, facts=form.facts(), version=version)


def _ticked(request: Request, row: Sanction) -> list[str]:
    page = queries.sanction_page(request.access, row, today=clock.today())
    return [str(finding.pk) for finding in page.findings]
