"""Which follow-ups use a template."""

from django.core.paginator import Paginator
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from insyn.accounts.http import Request
from insyn.criteria.models import TemplateVersion
from insyn.documents.http import list_file
from insyn.followups.http import FOLLOWUP_COLUMNS
from insyn.followups.models import Followup
from insyn.platform import clock

ROWS_PER_PAGE = 50


@require_GET
def of_template(request: Request, pk: int) -> HttpResponseBase:
    """List the follow-ups the asker may see that use a version, the latest planned first."""
    versions = TemplateVersion.objects.visible_to(request.access).select_related("template")
    version = get_object_or_404(versions, pk=pk)
    rows = Followup.objects.visible_to(request.access).for_list()
    used = rows.filter(template_version=version).order_by("-planned_for", "-number", "-pk")
    if file := list_file(request, FOLLOWUP_COLUMNS, used, _("Uppföljningar")):
        return file
    page = Paginator(used, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    today = clock.today()
    late = {followup.pk for followup in page if followup.is_late(today)}
    context = {"version": version, "page": page, "late": late}
    return render(request, "followups/of_template.html", context)
