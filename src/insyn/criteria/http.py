"""What the pages about templates share: finding the row, asking for permission first."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __

from insyn.accounts.http import Request
from insyn.criteria.models import Question, Scale, ScaleLevel, Section, TemplateVersion
from insyn.criteria.rules import Direction, TemplateKind, TemplateState
from insyn.documents.http import ListColumn, count, day, label
from insyn.kernel.access import Permission
from insyn.platform.answers import FormPage

ROWS_PER_PAGE = 50
"""Rows of a list that one page shows."""

LONGEST_KEY = 18
"""Digits of a row's key; a longer one fits in no database."""


def seen_version(request: Request, pk: int) -> TemplateVersion:
    """Return the version, or answer 404."""
    rows = TemplateVersion.objects.visible_to(request.access)
    related = (
        *("template__authority__municipality", "template__cooperation", "template__service_area"),
        "scale",
    )
    return get_object_or_404(rows.select_related(*related), pk=pk)


def draft(request: Request, pk: int) -> TemplateVersion:
    """Return the draft to one who may edit it; a version that is none has no such page."""
    rows = TemplateVersion.objects.visible_to(request.access).filter(state=TemplateState.DRAFT)
    version = get_object_or_404(rows.select_related("template__authority__municipality"), pk=pk)
    _require(request, version)
    return version


def section_of_draft(request: Request, pk: int) -> Section:
    """Return an area of a draft to one who may edit it."""
    rows = Section.objects.visible_to(request.access).filter(version__state=TemplateState.DRAFT)
    related = rows.select_related("version__template__authority__municipality")
    section = get_object_or_404(related, pk=pk)
    _require(request, section.version)
    return section


def question_of_draft(request: Request, pk: int) -> Question:
    """Return a question of a draft to one who may edit it."""
    rows = Question.objects.visible_to(request.access).filter(
        section__version__state=TemplateState.DRAFT
    )
    related = rows.select_related("section__version__template__authority__municipality", "scale")
    question = get_object_or_404(related, pk=pk)
    _require(request, question.section.version)
    return question


def _require(request: Request, version: TemplateVersion) -> None:
    authority_id = version.template.authority_id
    request.access.require(Permission.EDIT_TEMPLATES, authority_id=authority_id)


def seen_scale(request: Request, pk: int) -> Scale:
    """Return the scale, or answer 404."""
    rows = Scale.objects.visible_to(request.access)
    return get_object_or_404(rows.select_related("authority__municipality", "cooperation"), pk=pk)


def scale_to_edit(request: Request, pk: int) -> Scale:
    """Return the scale to one who may edit the templates of its owner; else answer 404 or 403."""
    scale = seen_scale(request, pk)
    request.access.require(Permission.EDIT_TEMPLATES, authority_id=scale.authority_id)
    return scale


def level_to_edit(request: Request, pk: int) -> ScaleLevel:
    """Return the level to one who may edit its scale; else answer 404 or 403."""
    rows = ScaleLevel.objects.visible_to(request.access)
    level = get_object_or_404(rows.select_related("scale__authority__municipality"), pk=pk)
    authority_id = level.scale.authority_id
    request.access.require(Permission.EDIT_TEMPLATES, authority_id=authority_id)
    return level


def direction_of(code: str) -> Direction:
    """Return the direction, or answer 404 to one that does not exist."""
    if code not in Direction.codes():
        raise Http404
    return Direction(code)


def read_of(request: Request) -> int | None:
    """Return how many changes the page with the button showed, if it said so."""
    said = request.POST.get("read", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) <= LONGEST_KEY else None


def address(version: TemplateVersion) -> str:
    """Return where the version is shown."""
    return reverse("criteria:version", args=[version.pk])


def edit_address(version: TemplateVersion, place: str = "") -> str:
    """Return where the draft is edited, at the area or question that ``place`` names."""
    anchor = f"#{place}" if place else ""
    return f"{reverse('criteria:edit', args=[version.pk])}{anchor}"


def about_draft(
    version: TemplateVersion,
    heading: str,
    done: str,
    *,
    place: str = "",
    template: str = "criteria/form.html",
    context: Mapping[str, object] | None = None,
) -> FormPage:
    """Return what surrounds a form that leads back to the draft."""
    from_there = context or {}
    return FormPage(
        template=template,
        heading=heading,
        back=edit_address(version, place),
        done=done,
        button=_("Spara"),
        context={"version": version, **from_there},
    )


def keys_of(request: Request, name: str) -> list[int]:
    """Return the keys of rows that were sent under the name, once each; nonsense is left out."""
    sent = [*request.GET.getlist(name), *request.POST.getlist(name)]
    sound = (key for key in sent if key.isascii() and key.isdigit() and len(key) <= LONGEST_KEY)
    return list(dict.fromkeys(int(key) for key in sound))


def _state_of_scale(scale: Any) -> str:
    """Return in words whether a scale of the list, marked ``is_locked`` there, can be changed."""
    if scale.retired_on:
        return _("Tagen ur bruk")
    return _("Låst") if scale.is_locked else _("Kan ändras")


VERSION_COLUMNS = (
    ListColumn(__("Mall"), lambda row: row.template.name, width=40),
    count(__("Version"), lambda row: row.number),
    ListColumn(__("Slag"), lambda row: label(TemplateKind(row.template.kind))),
    ListColumn(__("Verksamhetsområde"), lambda row: str(row.template.service_area or "")),
    ListColumn(__("Nämnd"), lambda row: str(row.template.authority)),
    ListColumn(__("Läge"), lambda row: label(row.shown_state)),
    count(__("Områden"), lambda row: row.section_count),
    count(__("Frågor"), lambda row: row.question_count),
    day(__("Publicerad"), lambda row: row.published_on),
)
"""The list of templates as a file."""

SCALE_COLUMNS = (
    ListColumn(__("Skala"), lambda row: row[0].name, width=40),
    ListColumn(__("När den används"), lambda row: row[0].note, width=40),
    ListColumn(__("Nivåer"), lambda row: ", ".join(level.label for level in row[1]), width=60),
    ListColumn(__("Nämnd"), lambda row: str(row[0].authority)),
    ListColumn(__("Samverkan"), lambda row: str(row[0].cooperation or "")),
    ListColumn(__("Läge"), lambda row: _state_of_scale(row[0])),
)
"""The list of scales, each with its levels, as a file."""

QUESTION_COLUMNS = (
    ListColumn(__("Kod"), lambda row: row.code, width=12),
    ListColumn(__("Fråga"), lambda row: row.text, width=60),
    ListColumn(__("Mall"), lambda row: row.section.version.template.name, width=40),
    count(__("Version"), lambda row: row.section.version.number),
    ListColumn(__("Läge"), lambda row: label(row.section.version.shown_state)),
    ListColumn(__("Nämnd"), lambda row: str(row.section.version.template.authority)),
)
"""The questions that test a requirement as a file."""
