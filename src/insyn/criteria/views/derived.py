"""Pages on which requirements become a template."""

from collections.abc import Sequence
from functools import partial

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from insyn.accounts.http import Request
from insyn.criteria import services
from insyn.criteria.forms.links import MOST_CHOSEN, OfRequirementsForm, SourceFilter
from insyn.criteria.http import edit_address, keys_of
from insyn.criteria.queries.links import (
    agreements_to_ask_about,
    catalogue_to_ask_about,
    chosen_wordings,
    demands_of,
)
from insyn.criteria.rules import SectionFacts, TemplateKind
from insyn.criteria.rules.derived import Demand, sections_of
from insyn.kernel.access import Permission
from insyn.platform import clock
from insyn.platform.answers import FormPage, answer_form


@require_GET
def choose_requirements(request: Request) -> HttpResponse:
    """Choose among the requirements of an agreement; what is chosen stays in the address."""
    request.access.require_somewhere(Permission.EDIT_TEMPLATES)
    filters = SourceFilter(request.access, agreements_to_ask_about(request.access), request.GET)
    rows = catalogue_to_ask_about(request.access, filters.chosen, clock.today())
    listed = [row.requirement_id for row in rows]
    chosen = dict.fromkeys(keys_of(request, "krav"))
    if "alla" in request.GET:
        chosen |= dict.fromkeys(listed)
    if "inga" in request.GET:
        chosen = {key: None for key in chosen if key not in set(listed)}
    context = {
        "filters": filters,
        "rows": rows,
        "chosen": set(chosen),
        "unlisted": [key for key in chosen if key not in set(listed)],
        "is_too_many": len(chosen) > MOST_CHOSEN,
        "most": MOST_CHOSEN,
    }
    return render(request, "criteria/choose_requirements.html", context)


@require_http_methods(["GET", "POST"])
def of_requirements(request: Request) -> HttpResponse:
    """Make a template of the chosen requirements, having shown the questions they become."""
    request.access.require_somewhere(Permission.EDIT_TEMPLATES)
    keys = keys_of(request, "krav")[:MOST_CHOSEN]
    rows = chosen_wordings(request.access, keys, clock.today())
    demands = demands_of(rows)
    owner_id = rows[0].requirement.authority_id if rows else None
    form = OfRequirementsForm(request.access, request.POST or None, owner_id=owner_id)
    page = FormPage(
        template="criteria/of_requirements.html",
        heading=_("Gör frågor av krav"),
        back=reverse("criteria:choose_requirements"),
        done=_("Utkastet är klart. Läs frågorna och ändra det som behövs."),
        button=_("Skapa utkastet"),
        onward=edit_address,
        context={"keys": keys, "count": len(demands), "asked": _as_survey(demands)},
    )
    act = partial(services.template_of_requirements, request.access, requirement_ids=keys)
    return answer_form(request, form, act, page)


def _as_survey(demands: Sequence[Demand]) -> tuple[SectionFacts, ...]:
    return sections_of(demands, TemplateKind.SURVEY)
