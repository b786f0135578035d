"""Pages about groups of companies."""

from functools import partial

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from insyn.accounts.http import Request
from insyn.documents.http import list_file
from insyn.kernel.access import Permission
from insyn.platform import clock
from insyn.platform.answers import FormPage, answer_button, answer_form
from insyn.registry import services
from insyn.registry.forms.groups import GroupFilter, GroupForm
from insyn.registry.http import GROUP_COLUMNS, PER_PAGE
from insyn.registry.models import ProviderGroup
from insyn.registry.queries.groups import group_rows, listed_groups, member_rows, members_of


@require_GET
def group_list(request: Request) -> HttpResponseBase:
    """List the groups, with how many providers and agreements are in each."""
    filters = GroupFilter(request.GET)
    groups = listed_groups(text=filters.chosen["q"] or "", sort=request.GET.get("sort", ""))
    rows = partial(group_rows, request.access, groups)
    if file := list_file(request, GROUP_COLUMNS, rows, _("Koncerner")):
        return file
    page = Paginator(groups, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": group_rows(request.access, page.object_list),
        "filters": filters,
        "sort": request.GET.get("sort", "name"),
    }
    return render(request, "registry/groups.html", context)


@require_GET
def group_detail(request: Request, pk: int) -> HttpResponse:
    """Show a group and its providers."""
    group = get_object_or_404(ProviderGroup, pk=pk)
    page = Paginator(members_of(group), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "group": group,
        "page": page,
        "rows": member_rows(request.access, page.object_list, clock.today()),
        "may_edit": request.access.may_somewhere(Permission.EDIT_REGISTER),
    }
    return render(request, "registry/group.html", context)


@require_http_methods(["GET", "POST"])
def group_rename(request: Request, pk: int) -> HttpResponse:
    """Give a group another name."""
    request.access.require_somewhere(Permission.EDIT_REGISTER)
    group = get_object_or_404(ProviderGroup, pk=pk)
    initial = {"name": group.name, "former": group.name}
    form = GroupForm(request.POST or None, initial=initial)
    page = FormPage(
        template="registry/group_form.html",
        heading=_("Byt namn på %(group)s") % {"group": group},
        back=reverse("registry:provider_group", args=[group.pk]),
        done=_("Koncernen har fått ett nytt namn."),
        button=_("Spara namnet"),
        lead=_("Namnet ändras hos alla utförare i koncernen."),
        context={"group": group},
    )
    return answer_form(request, form, partial(services.rename_group, request.access, group), page)


@require_POST
def group_remove(request: Request, pk: int) -> HttpResponse:
    """Take away a group that no provider belongs to."""
    group = get_object_or_404(ProviderGroup, pk=pk)
    return answer_button(
        request,
        partial(services.remove_group, request.access, group),
        back=reverse("registry:provider_groups"),
        done=_("Koncernen är borttagen."),
    )
