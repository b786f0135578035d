"""Pages about one requirement."""

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from insyn.accounts.http import Request
from insyn.kernel.access import Access
from insyn.platform import clock
from insyn.platform.answers import answer_button, answer_form
from insyn.registry.models import Agreement
from insyn.requirements import services
from insyn.requirements.forms.requirements import (
    CorrectionForm,
    DatedWordingForm,
    EndForm,
    RewordingForm,
    WordingForm,
)
from insyn.requirements.http import (
    address_of,
    form_page,
    may_edit,
    own_agreement,
    own_pack,
    own_requirement,
    require_editor,
    seen_requirement,
    shown_wording,
)
from insyn.requirements.models import Requirement, RequirementVersion
from insyn.requirements.queries.requirements import (
    is_used,
    latest_of,
    promises_about,
    same_elsewhere,
    versions_of,
)
from insyn.requirements.rules.followability import hints
from insyn.requirements.rules.validity import A_DAY
from insyn.requirements.services import Home, WordingFacts


def _address(requirement: Requirement) -> str:
    return reverse("requirements:requirement", args=[requirement.pk])


@require_GET
def requirement_detail(request: Request, pk: int) -> HttpResponse:
    """Show a requirement: how it reads, how it read, and where it is used."""
    requirement = seen_requirement(request, pk)
    versions = versions_of(request.access, requirement)
    shown = shown_wording(request, requirement)
    may = may_edit(request, requirement.authority_id)
    context = {
        "requirement": requirement,
        "shown": shown,
        "versions": versions,
        "latest": versions[0],
        "hints": hints(shown.text, shown.evidence),
        "promises": promises_about(request.access, requirement),
        "elsewhere": same_elsewhere(request.access, requirement),
        "question_count": requirement.questions.visible_to(request.access).count(),
        "may_edit": may,
        "may_remove": may and not is_used(requirement),
        "today": clock.today(),
    }
    return render(request, "requirements/requirement.html", context)


@require_http_methods(["GET", "POST"])
def requirement_add(request: Request, pk: int) -> HttpResponse:
    """Add a requirement to an agreement."""
    agreement = own_agreement(request, pk)
    initial = {"valid_from": agreement.starts_on, "number": request.GET.get("number", "")}
    form = DatedWordingForm(
        request.access, agreement.authority_id, clock.today(), request.POST or None, initial=initial
    )
    page = form_page(
        _("Lägg till krav"),
        reverse("requirements:of_agreement", args=[pk]),
        done=_("Kravet är tillagt."),
        button=_("Lägg till kravet"),
        lead=str(agreement),
        agreement=agreement,
    )
    return answer_form(request, form, partial(_add, request.access, agreement), page)


@require_http_methods(["GET", "POST"])
def pack_requirement_add(request: Request, pk: int) -> HttpResponse:
    """Add a requirement to a pack."""
    pack = own_pack(request, pk)
    form = WordingForm(request.access, pack.authority_id, clock.today(), request.POST or None)
    page = form_page(
        _("Lägg till krav"),
        reverse("requirements:pack", args=[pk]),
        done=_("Kravet är tillagt."),
        button=_("Lägg till kravet"),
        lead=str(pack),
        pack=pack,
    )
    return answer_form(request, form, partial(_add, request.access, pack), page)


def _add(access: Access, home: Home, *, version: int | None, **said: Any) -> Requirement:
    del version  # the row is new
    valid_from = said.pop("valid_from", None)
    facts = WordingFacts(**said)
    return services.add_requirement(access, home, facts=facts, valid_from=valid_from)


@require_http_methods(["GET", "POST"])
def requirement_edit(request: Request, pk: int) -> HttpResponse:
    """Change a requirement; what is agreed becomes a new wording."""
    requirement = own_requirement(request, pk)
    latest = latest_of(request.access, [pk])[pk]
    form = _edit_form(request, requirement, latest)
    page = form_page(
        _("Ändra krav %(number)s") % {"number": latest.number},
        _address(requirement),
        done=_("Kravet är ändrat."),
        button=_("Spara ändringarna"),
        lead=_edit_lead(requirement, latest),
        requirement=requirement,
    )
    return answer_form(request, form, partial(_change, request.access, requirement), page)


def _edit_form(
    request: Request, requirement: Requirement, latest: RequirementVersion
) -> WordingForm:
    """Return the form that fits: in a pack, before it begins, or once it has begun."""
    initial = _initial(requirement, latest)
    today = clock.today()
    kind: type[WordingForm] = DatedWordingForm
    if requirement.pack_id:
        kind = WordingForm
    elif latest.valid_from <= today:
        kind = RewordingForm
        initial["valid_from"] = max(today, latest.valid_from + A_DAY)
    return kind(
        request.access, requirement.authority_id, today, request.POST or None, initial=initial
    )


def _initial(requirement: Requirement, wording: RequirementVersion) -> dict[str, object]:
    initial = {name: getattr(wording, name) for name in WordingFacts.__slots__}
    dated = {"valid_from": wording.valid_from, "version": requirement.version}
    return {**initial, "area": wording.area_id, **dated}


def _edit_lead(requirement: Requirement, latest: RequirementVersion) -> str:
    if requirement.pack_id or latest.valid_from <= clock.today():
        return ""
    return _("Lydelsen har inte börjat gälla än och ändras där den står.")


def _change(
    access: Access, requirement: Requirement, *, version: int | None, **said: Any
) -> Requirement:
    change = services.Change(said.pop("valid_from", None), version)
    facts = WordingFacts(**said)
    return services.change_requirement(access, requirement, facts=facts, change=change)


@require_http_methods(["GET", "POST"])
def wording_correct(request: Request, pk: int) -> HttpResponse:
    """Put a slip of the pen right in one wording."""
    rows = RequirementVersion.objects.visible_to(request.access)
    wording = get_object_or_404(rows.select_related("requirement"), pk=pk)
    requirement = wording.requirement
    require_editor(request, requirement.authority_id)
    form = CorrectionForm(
        request.access, requirement.authority_id, clock.today(), request.POST or None,
        initial=_initial(requirement, wording),
    )  # fmt: skip
    page = form_page(
        _("Rätta skrivfel i krav %(number)s") % {"number": wording.number},
        _address(requirement),
        done=_("Skrivfelet är rättat."),
        button=_("Rätta"),
        lead=_("Rättelsen gäller från lydelsens första dag, också för äldre uppföljningar."),
        requirement=requirement,
    )
    return answer_form(request, form, partial(_correct, request.access, wording), page)


def _correct(
    access: Access, wording: RequirementVersion, *, version: int | None, reason: str, **said: Any
) -> RequirementVersion:
    return services.correct_wording(
        access, wording, facts=WordingFacts(**said), reason=reason, version=version
    )


def _in_agreement(request: Request, pk: int) -> Requirement:
    """Return a requirement that can end: one of an agreement."""
    requirement = own_requirement(request, pk)
    get_object_or_404(Agreement.objects.visible_to(request.access), pk=requirement.agreement_id)
    return requirement


@require_http_methods(["GET", "POST"])
def requirement_end(request: Request, pk: int) -> HttpResponse:
    """Let a requirement cease to be valid."""
    requirement = _in_agreement(request, pk)
    latest = latest_of(request.access, [pk])[pk]
    initial = {"valid_to": latest.valid_to or clock.today(), "version": requirement.version}
    form = EndForm(request.POST or None, initial=initial)
    page = form_page(
        _("Avsluta krav %(number)s") % {"number": latest.number},
        _address(requirement),
        done=_("Kravet har fått en sista dag."),
        button=_("Avsluta kravet"),
        lead=latest.text,
        requirement=requirement,
    )
    act = partial(services.end_requirement, request.access, requirement)
    return answer_form(request, form, act, page)


@require_POST
def requirement_reopen(request: Request, pk: int) -> HttpResponse:
    """Let a requirement with a last day go on."""
    requirement = _in_agreement(request, pk)
    act = partial(services.end_requirement, request.access, requirement, valid_to=None)
    done = _("Kravet gäller tills vidare igen.")
    return answer_button(request, act, back=_address(requirement), done=done)


@require_POST
def requirement_remove(request: Request, pk: int) -> HttpResponse:
    """Take away a requirement that nothing has used."""
    requirement = own_requirement(request, pk)
    act = partial(services.remove_requirement, request.access, requirement)
    back = address_of(requirement) if not is_used(requirement) else _address(requirement)
    return answer_button(request, act, back=back, done=_("Kravet är borttaget."))
