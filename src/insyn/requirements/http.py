"""What the pages about requirements share: finding the row, the tabs, and the way back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __

from insyn.accounts.http import Request
from insyn.documents.http import ListColumn, count, label
from insyn.kernel.access import Permission
from insyn.kernel.choices import Choice
from insyn.kernel.errors import RuleViolation
from insyn.platform import clock
from insyn.platform.answers import FormPage
from insyn.platform.sentences import said
from insyn.registry.models import Agreement, Contract
from insyn.registry.rules import AgreementForm
from insyn.requirements.models import Requirement, RequirementPack, RequirementVersion
from insyn.requirements.queries.catalogue import wording_on
from insyn.requirements.queries.requirements import latest_of
from insyn.requirements.rules.comparison import Change, Compared, Part, Wording
from insyn.requirements.rules.validity import day_shown

PER_PAGE = 100
"""Requirements that one page shows: a catalogue is read and weighed in large pieces."""
FORM = "requirements/form.html"
LONGEST_KEY = 18
"""Digits. The longest whole number that every database holds has nineteen."""


@dataclass(frozen=True, slots=True)
class Tab:
    """A link above the page to another view of the same thing."""

    label: str
    url: str
    current: bool
    count: int = 0


def seen_agreement(request: Request, pk: int) -> Agreement:
    """Return the agreement, or answer 404."""
    rows = Agreement.objects.visible_to(request.access)
    return get_object_or_404(rows.select_related("authority__municipality"), pk=pk)


def own_agreement(request: Request, pk: int) -> Agreement:
    """Return the agreement to one who may edit its requirements."""
    agreement = seen_agreement(request, pk)
    require_editor(request, agreement.authority_id)
    return agreement


def seen_requirement(request: Request, pk: int) -> Requirement:
    """Return the requirement with its agreement or pack, or answer 404."""
    rows = Requirement.objects.visible_to(request.access)
    return get_object_or_404(rows.select_related("agreement", "pack", "authority"), pk=pk)


def own_requirement(request: Request, pk: int) -> Requirement:
    """Return the requirement to one who may edit it."""
    row = seen_requirement(request, pk)
    require_editor(request, row.authority_id)
    return row


def seen_pack(request: Request, pk: int) -> RequirementPack:
    """Return the pack, or answer 404."""
    rows = RequirementPack.objects.visible_to(request.access)
    related = rows.select_related("authority__municipality", "service_area")
    return get_object_or_404(related, pk=pk)


def own_pack(request: Request, pk: int) -> RequirementPack:
    """Return the pack to one who may edit it."""
    pack = seen_pack(request, pk)
    require_editor(request, pack.authority_id)
    return pack


def seen_contract(request: Request, pk: int) -> Contract:
    """Return the contract with its agreement and provider, or answer 404."""
    rows = Contract.objects.visible_to(request.access)
    return get_object_or_404(rows.select_related("agreement", "provider"), pk=pk)


def require_editor(request: Request, authority_id: int) -> None:
    """Answer 403 to one who may not edit the authority's requirements."""
    request.access.require(Permission.EDIT_REQUIREMENTS, authority_id=authority_id)


def may_edit(request: Request, authority_id: int) -> bool:
    """Tell whether to show the buttons."""
    return request.access.may(Permission.EDIT_REQUIREMENTS, authority_id=authority_id)


def usual_day(agreement: Agreement) -> date:
    """Return the day for which the agreement's requirements are shown today."""
    return day_shown(agreement.starts_on, agreement.ends_on, clock.today())


def shown_wording(request: Request, requirement: Requirement) -> RequirementVersion:
    """Return how the requirement reads: on the usual day, else its latest wording."""
    keys = [requirement.pk]
    if requirement.agreement is not None:
        day = usual_day(requirement.agreement)
        if found := wording_on(request.access, keys, day).get(requirement.pk):
            return found
    return latest_of(request.access, keys)[requirement.pk]


def address_of(requirement: Requirement) -> str:
    """Return the page of the agreement or pack that the requirement stands in."""
    if requirement.pack_id:
        return reverse("requirements:pack", args=[requirement.pack_id])
    return reverse("requirements:of_agreement", args=[requirement.agreement_id])


def catalogue_tabs(agreement: Agreement, current: str) -> list[Tab]:
    """Return the views of an agreement's requirements."""
    views = (
        ("of_agreement", _("Krav")),
        ("followability", _("Uppföljbarhet")),
        ("procurement_list", _("Tillbaka till upphandling")),
        ("compare_days", _("Jämför lydelser")),
        ("compare_agreements", _("Samma krav")),
    )
    return [
        Tab(label, reverse(f"requirements:{name}", args=[agreement.pk]), name == current)
        for name, label in views
    ]


def top_tabs(current: str) -> list[Tab]:
    """Return the three ways into requirements."""
    views = (
        ("catalogues", _("Krav per avtal")),
        ("packs", _("Kravpaket")),
        ("areas", _("Kvalitetsområden")),
    )
    return [Tab(label, reverse(f"requirements:{name}"), name == current) for name, label in views]


def form_page(
    heading: str, back: str, *, done: str, button: str = "", lead: str = "", **context: object
) -> FormPage:
    """Return what surrounds a form about requirements."""
    button = button or _("Spara")
    return FormPage(FORM, heading, back, done, button, lead, context=context)


def answer_counted(request: Request, act: Callable[[], str], *, back: str) -> HttpResponse:
    """Carry out what a button says, tell what it came to in words, and go back."""
    try:
        messages.success(request, act())
    except RuleViolation as no:
        messages.error(request, said(no))
    return redirect(back)


def same_place(request: Request, address: str) -> str:
    """Return the address with the query that the page was read with."""
    query = request.GET.urlencode()
    return f"{address}?{query}" if query else address


def chosen_rows(post: QueryDict, name: str) -> dict[int, int]:
    """Return the ticked requirements with the versions that the page showed."""
    pairs = (value.partition(":") for value in post.getlist(name))
    return {int(key): int(version) for key, _colon, version in pairs if _are_keys(key, version)}


def chosen_keys(post: QueryDict, name: str) -> list[int]:
    """Return the keys of the ticked rows; what is no key is left out."""
    return [int(value) for value in post.getlist(name) if _are_keys(value)]


def _are_keys(*values: str) -> bool:
    return all(
        value.isascii() and value.isdecimal() and len(value) < LONGEST_KEY for value in values
    )


CATALOGUE_COLUMNS = (
    ListColumn(__("Avtal"), lambda row: str(row[0]), width=40),
    ListColumn(__("Avtalsform"), lambda row: label(AgreementForm(row[0].form))),
    ListColumn(__("Nämnd"), lambda row: str(row[0].authority)),
    count(__("Krav"), lambda row: row[1].total),
    count(__("Prövade"), lambda row: row[1].tested),
    count(__("Går att följa upp"), lambda row: row[1].followable),
    count(__("Andel i procent"), lambda row: row[1].percent),
    count(__("Inte prövade"), lambda row: row[1].untested),
)
"""The agreements and how many of their requirements can be followed up, as a file."""


def compared_columns(
    before: str, after: str, words: Mapping[Change, Any] | None = None
) -> tuple[ListColumn, ...]:
    """Return the columns of two catalogues side by side, a requirement in each row.

    ``before`` and ``after`` are what the two are called, ``words`` say the changes where a page
    has its own.
    """
    said = words or {}
    return (
        ListColumn(_("Krav"), lambda row: row.number, width=12),
        ListColumn(_("Jämförelse"), lambda row: str(said.get(row.change) or label(row.change))),
        ListColumn(_("Det som skiljer"), lambda row: ", ".join(map(label, row.parts))),
        *(_column_of(part, before, lambda row: row.before) for part in Part),
        *(_column_of(part, after, lambda row: row.after) for part in Part),
    )


def _column_of(part: Part, name: str, side: Callable[[Compared], Wording | None]) -> ListColumn:
    width = 60 if part == Part.TEXT else 24
    return ListColumn(f"{label(part)}: {name}", lambda row: _said(side(row), part), width=width)


def _said(wording: Wording | None, part: Part) -> object:
    """Return what the wording says there, in words; nothing where the requirement is missing."""
    value = getattr(wording, part.value, "")
    if isinstance(value, bool):
        return _("Ja") if value else _("Nej")
    return label(value) if isinstance(value, Choice) else value
