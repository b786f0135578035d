"""Pages about templates as a whole: list, one version, made, published, retired."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from insyn.accounts.http import Request
from insyn.accounts.models import Authority
from insyn.criteria import services
from insyn.criteria.forms import templates as forms
from insyn.criteria.http import (
    ROWS_PER_PAGE,
    VERSION_COLUMNS,
    about_draft,
    address,
    draft,
    edit_address,
    read_of,
    seen_version,
)
from insyn.criteria.models import TemplateVersion
from insyn.criteria.queries.content import facts_of
from insyn.criteria.queries.editor import version_shown
from insyn.criteria.queries.links import lost_links
from insyn.criteria.queries.lists import versions_for_list
from insyn.criteria.queries.shipped import shipped_template
from insyn.criteria.rules import SectionFacts, TemplateKind
from insyn.documents.http import list_file
from insyn.kernel.access import Permission
from insyn.platform import clock
from insyn.platform.answers import FormPage, answer_button, answer_form
from insyn.registry.models import ServiceArea


@require_GET
def template_list(request: Request) -> HttpResponseBase:
    """List the templates the asker may see, with their versions."""
    filters = forms.TemplateFilter(request.access, request.GET)
    sort = request.GET.get("sort", "")
    rows = versions_for_list(request.access, filters.chosen, sort)
    if file := list_file(request, VERSION_COLUMNS, rows, _("Uppföljningsmallar")):
        return file
    page = Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    may_edit = request.access.may_somewhere(Permission.EDIT_TEMPLATES)
    context = {"filters": filters, "page": page, "may_edit": may_edit, "sort": sort}
    return render(request, "criteria/list.html", context)


@require_GET
def version_detail(request: Request, pk: int) -> HttpResponse:
    """Show what a version asks, as it can be printed."""
    version = seen_version(request, pk)
    authority_id = version.template.authority_id
    day = version.published_on or clock.today()
    context = {
        "version": version,
        "shown": version_shown(request.access, version, day),
        "may_edit": request.access.may(Permission.EDIT_TEMPLATES, authority_id=authority_id),
    }
    return render(request, "criteria/version.html", context)


@require_http_methods(["GET", "POST"])
def template_add(request: Request) -> HttpResponse:
    """Make a template: from a ready one, empty, or as a copy."""
    request.access.require_somewhere(Permission.EDIT_TEMPLATES)
    form = forms.TemplateForm(request.access, request.POST or None)
    page = FormPage(
        template="criteria/add.html",
        heading=_("Ny uppföljningsmall"),
        back=reverse("criteria:templates"),
        done=_("Mallen är skapad som utkast."),
        button=_("Skapa mallen"),
        onward=edit_address,
    )
    return answer_form(request, form, partial(_create, request), page)


def _create(
    request: Request,
    *,
    beginning: forms.Beginning,
    copied: TemplateVersion | None,
    shipped: str,
    **said: Any,
) -> TemplateVersion:
    kind, service_area = said.pop("kind"), said.pop("service_area")
    sections, source = _begun(request, beginning, copied, shipped)
    facts = services.TemplateFacts(
        **{
            **source,
            **({"kind": TemplateKind(kind)} if kind else {}),
            **({"service_area": service_area} if service_area else {}),
        }
    )
    made = services.create_template(request.access, sections=sections, facts=facts, **said)
    _tell_of_lost_links(request, said["authority"], sections)
    return made


def _begun(
    request: Request, beginning: forms.Beginning, copied: TemplateVersion | None, shipped: str
) -> tuple[tuple[SectionFacts, ...], dict[str, Any]]:
    """Return the content to begin with, and what is said of the template it comes from."""
    if beginning == forms.Beginning.COPY and copied is not None:
        return facts_of(request.access, copied), _as_copied(copied)
    ready = shipped_template(shipped) if beginning == forms.Beginning.SHIPPED else None
    if ready is None:
        return (), {}
    area = ServiceArea.objects.filter(code=ready.service_area_code).first()
    return ready.sections, {
        "kind": ready.kind,
        "service_area": area,
        "purpose": ready.purpose,
        "copied_from": ready.name,
    }


def _as_copied(copied: TemplateVersion) -> dict[str, Any]:
    template = copied.template
    return {
        "kind": TemplateKind(template.kind),
        "service_area": template.service_area,
        "purpose": template.purpose,
        "scale": copied.scale,
        "is_scored": copied.is_scored,
        "hides_score": copied.hides_score,
        "copied_from": f"{copied}, {template.authority}"[:200],
    }


def _tell_of_lost_links(
    request: Request, owner: Authority, sections: tuple[SectionFacts, ...]
) -> None:
    """Say how many links to requirements the copy went without, if any."""
    if lost := lost_links(request.access, owner, sections):
        messages.warning(
            request,
            ngettext(
                "%(number)d koppling till krav följde inte med. Kravet står i ett avtal som "
                "nämnden inte deltar i.",
                "%(number)d kopplingar till krav följde inte med. Kraven står i avtal som "
                "nämnden inte deltar i.",
                lost,
            )
            % {"number": lost},
        )


@require_http_methods(["GET", "POST"])
def template_change(request: Request, pk: int) -> HttpResponse:
    """Change what a draft is called and for, and how it is assessed."""
    version = draft(request, pk)
    known = {
        "name": version.template.name,
        "kind": version.template.kind,
        "service_area": version.template.service_area_id,
        "purpose": version.template.purpose,
        "cooperation": version.template.cooperation_id,
        "scale": version.scale_id,
        "is_scored": version.is_scored,
        "hides_score": version.hides_score,
        "change_note": version.change_note,
        "read": version.version,
    }
    form = forms.TemplateChangeForm(request.access, version, request.POST or None, initial=known)
    page = about_draft(version, _("Om mallen"), _("Mallen är ändrad."))
    return answer_form(request, form, partial(_change, request, version), page)


def _change(request: Request, version: TemplateVersion, **said: Any) -> TemplateVersion:
    outer = {name: said.pop(name) for name in ("name", "cooperation", "read")}
    facts = services.TemplateFacts(**said)
    return services.change_template(request.access, version, facts=facts, **outer)


@require_POST
def publish(request: Request, pk: int) -> HttpResponse:
    """Let a draft be used."""
    version = seen_version(request, pk)
    act = partial(services.publish_version, request.access, version, read=read_of(request))
    done = _("Mallen är publicerad och kan användas.")
    return answer_button(request, act, back=address(version), done=done)


@require_POST
def retire(request: Request, pk: int) -> HttpResponse:
    """Let no new follow-up use a version."""
    version = seen_version(request, pk)
    act = partial(services.retire_version, request.access, version)
    return answer_button(request, act, back=address(version), done=_("Mallen är tagen ur bruk."))


@require_POST
def new_draft(request: Request, pk: int) -> HttpResponse:
    """Make a new draft with the content of a version."""
    version = seen_version(request, pk)
    act = partial(services.new_draft_of, request.access, version)
    done = _("Ett nytt utkast finns i listan.")
    return answer_button(request, act, back=reverse("criteria:templates"), done=done)


@require_POST
def remove_draft(request: Request, pk: int) -> HttpResponse:
    """Throw a draft away."""
    version = seen_version(request, pk)
    act = partial(services.remove_draft, request.access, version, read=read_of(request))
    back = reverse("criteria:templates")
    return answer_button(request, act, back=back, done=_("Utkastet är borttaget."))
