"""Pages about quality areas."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from insyn.accounts.http import Request
from insyn.accounts.models import Authority
from insyn.platform.answers import answer_button, answer_form
from insyn.requirements import services
from insyn.requirements.forms.areas import AreaForm
from insyn.requirements.http import answer_counted, form_page, require_editor, top_tabs
from insyn.requirements.models import QualityArea
from insyn.requirements.queries.areas import area_groups


def _list() -> str:
    return reverse("requirements:areas")


@require_GET
def area_list(request: Request) -> HttpResponse:
    """Show the areas of the asker's authorities."""
    context = {"groups": area_groups(request.access), "tabs": top_tabs("areas")}
    return render(request, "requirements/areas.html", context)


def _authority(request: Request, pk: int) -> Authority:
    rows = Authority.objects.filter(pk__in=request.access.authority_ids)
    authority = get_object_or_404(rows, pk=pk)
    require_editor(request, authority.pk)
    return authority


def _area(request: Request, pk: int) -> QualityArea:
    rows = QualityArea.objects.visible_to(request.access).select_related("authority")
    area = get_object_or_404(rows, pk=pk)
    require_editor(request, area.authority_id)
    return area


@require_http_methods(["GET", "POST"])
def area_add(request: Request, pk: int) -> HttpResponse:
    """Add an area to an authority."""
    authority = _authority(request, pk)
    form = AreaForm(request.POST or None)
    page = form_page(_("Lägg till kvalitetsområde"), _list(), done=_("Området är tillagt."))
    act = partial(services.save_area, request.access, authority=authority, area=None)
    return answer_form(request, form, act, page)


@require_http_methods(["GET", "POST"])
def area_edit(request: Request, pk: int) -> HttpResponse:
    """Change what an area is called."""
    area = _area(request, pk)
    initial = {name: getattr(area, name) for name in ("name", "code", "version")}
    form = AreaForm(request.POST or None, initial=initial)
    page = form_page(_("Ändra kvalitetsområde"), _list(), done=_("Området är ändrat."))
    act = partial(services.save_area, request.access, authority=area.authority, area=area)
    return answer_form(request, form, act, page)


@require_POST
def area_move(request: Request, pk: int) -> HttpResponse:
    """Move an area one step."""
    area = _area(request, pk)
    act = partial(services.move_area, request.access, area, is_up=request.POST.get("way") == "up")
    return answer_button(request, act, back=_list(), done=_("Området är flyttat."))


@require_POST
def area_retire(request: Request, pk: int) -> HttpResponse:
    """Take an area out of use, or into use again."""
    area = _area(request, pk)
    is_retired = request.POST.get("use") != "again"
    act = partial(services.retire_area, request.access, area, is_retired=is_retired)
    done = _("Området används inte längre.") if is_retired else _("Området används igen.")
    return answer_button(request, act, back=_list(), done=done)


@require_POST
def areas_start(request: Request, pk: int) -> HttpResponse:
    """Give an authority the areas that the product comes with."""
    authority = _authority(request, pk)

    def start() -> str:
        count = services.add_shipped_areas(request.access, authority)
        said = ngettext("%(count)d område är tillagt.", "%(count)d områden är tillagda.", count)
        return said % {"count": count}

    return answer_counted(request, start, back=_list())
