"""The list back to procurement, as a page, a Word file and an Excel file."""

from collections.abc import Callable, Mapping

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from insyn.accounts.http import Request
from insyn.documents.http import made_file
from insyn.papers import excel, word
from insyn.papers.excel import Column
from insyn.registry.models import Agreement
from insyn.requirements.http import catalogue_tabs, seen_agreement, usual_day
from insyn.requirements.letters.procurement import (
    ProcurementFacts,
    Unfollowable,
    procurement_list,
)
from insyn.requirements.models import RequirementVersion
from insyn.requirements.queries.followability import not_followable, share_on

COLUMNS = (
    Column("number", "Krav", width=10),
    Column("area", "Kvalitetsområde", width=22),
    Column("text", "Text", width=60),
    Column("missing", "Vad som saknas", width=40),
    Column("note", "Anteckning", width=30),
    Column("suggestion", "Förslag till nästa upphandling", width=60),
)


@require_GET
def procurement(request: Request, pk: int) -> HttpResponse:
    """Show the requirements that cannot be followed up, or give them out as a file."""
    agreement = seen_agreement(request, pk)
    facts = _facts(request, agreement)
    if "fil" in request.GET:
        return _file(request.GET["fil"], facts)
    context = {
        "agreement": agreement,
        "tabs": catalogue_tabs(agreement, "procurement_list"),
        "facts": facts,
    }
    return render(request, "requirements/procurement.html", context)


def _facts(request: Request, agreement: Agreement) -> ProcurementFacts:
    day = usual_day(agreement)
    return ProcurementFacts(
        organisation=str(agreement.authority),
        agreement=agreement.title,
        case_number=agreement.case_number,
        on=day,
        share=share_on(request.access, agreement, day),
        rows=tuple(_row(one) for one in not_followable(request.access, agreement, day)),
    )


def _row(version: RequirementVersion) -> Unfollowable:
    return Unfollowable(
        number=version.number,
        text=version.text,
        area=version.area.name if version.area else "",
        marks=version.marks,
        note=version.followability_note,
    )


def _word(facts: ProcurementFacts) -> bytes:
    return word.render(procurement_list(facts))


def _excel(facts: ProcurementFacts) -> bytes:
    keys = [column.key for column in COLUMNS]
    rows = [{key: getattr(row, key) for key in keys} for row in facts.rows]
    return excel.write(COLUMNS, rows, title=_("Krav som inte går att följa upp"))


FILES: Mapping[str, Callable[[ProcurementFacts], bytes]] = {"docx": _word, "xlsx": _excel}


def _file(kind: str, facts: ProcurementFacts) -> HttpResponse:
    if kind not in FILES:
        raise Http404
    name = f"krav-till-upphandling-{slugify(facts.agreement)}"
    return made_file(FILES[kind](facts), name=name, ending=kind)
