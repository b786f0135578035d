"""Pages on which two assess the same requirements apart, and are compared."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from insyn.accounts.http import Request
from insyn.findings import queries, services
from insyn.findings.forms import RequirementsForm, SecondReaderForm, SettlingForm
from insyn.findings.http import saved, version_of
from insyn.findings.models import SecondReader, SecondReading
from insyn.findings.queries.assess_pages import beside
from insyn.findings.queries.assessing import by_area as grouped
from insyn.findings.queries.assessing import is_demanded, reader_of, requirements_of
from insyn.findings.queries.second_reading import comparison_of, readings_of
from insyn.followups.http import Tab, about_followup, seen_followup, written_followup
from insyn.followups.models import Followup
from insyn.followups.rules import BEFORE_SENT
from insyn.kernel.access import Permission
from insyn.platform.answers import answer_button, answer_form

TAB = Tab("result", "findings:second_reading")


@require_GET
def second_reading(request: Request, pk: int) -> HttpResponse:
    """Show who reads a second time, how far they are, and how far the two agree."""
    row = seen_followup(request, pk)
    if row.authority_id not in request.access.authority_ids:
        raise Http404
    reader = reader_of(request.access, row)
    is_own = reader is not None and reader.user_id == request.access.user_id
    may = request.access.may(Permission.CARRY_OUT_FOLLOWUP, authority_id=row.authority_id)
    context = {
        "followup": row, "reader": reader, "current": "result", "is_own": is_own,
        "is_demanded": is_demanded(row),
        "may_write": may and row.shown_state in BEFORE_SENT,
        "comparison": comparison_of(request.access, row, reader) if reader else None,
    } | _progress(request, row, reader, is_own=is_own)  # fmt: skip
    return render(request, "findings/second_reading.html", context)


def _progress(
    request: Request, row: Followup, reader: SecondReader | None, *, is_own: bool
) -> dict[str, object]:
    """Return the areas with how many the asker has read; numbers alone to the others."""
    rows = requirements_of(request.access, row, is_bare=is_own)
    if not is_own or reader is None:
        first = sum(1 for asked in rows if asked.assessment)
        return {"total": len(rows), "first_done": first, "areas": []}
    read = readings_of(request.access, reader)
    areas = [
        (area, sum(1 for asked in area.rows if asked.wording.pk in read)) for area in grouped(rows)
    ]
    return {"total": len(rows), "own_done": sum(done for _area, done in areas), "areas": areas}


@require_http_methods(["GET", "POST"])
def second_name(request: Request, pk: int) -> HttpResponse:
    """Name who is to assess apart from the reviewers."""
    row = written_followup(request, pk)
    reader = reader_of(request.access, row)
    initial = {"version": reader.version if reader else 0, "user": reader and reader.user_id}
    form = SecondReaderForm(request.access, row, request.POST or None, initial=initial)
    page = about_followup(
        row, _("Utse andra bedömare"), tab=TAB, done=_("Andra bedömaren är utsedd."),
        button=_("Utse"),
        lead=_("Andra bedömaren ser kraven och underlaget men inte era nivåer, förrän båda är "
               "klara."),
    )  # fmt: skip
    return answer_form(
        request, form, partial(services.name_second_reader, request.access, row), page
    )


@require_POST
def second_remove(request: Request, pk: int) -> HttpResponse:
    """Take the second reader away."""
    row = seen_followup(request, pk)
    version = version_of(request)
    return answer_button(
        request,
        partial(services.remove_second_reader, request.access, row, version=version),
        back=reverse("findings:second_reading", args=[row.pk]),
        done=_("Andra bedömaren är borttagen."),
    )


@require_http_methods(["GET", "POST"])
def second_area(request: Request, pk: int, section_pk: int) -> HttpResponse:
    """Let the second reader assess an area's requirements beside what is known of them."""
    row = written_followup(request, pk)
    reader = reader_of(request.access, row)
    if reader is None or reader.user_id != request.access.user_id:
        raise Http404
    areas = grouped(requirements_of(request.access, row, is_bare=True))
    area = next((one for one in areas if one.section and one.section.pk == section_pk), None)
    if area is None:
        raise Http404
    levels, read = queries.levels_of(request.access, row), readings_of(request.access, reader)
    form = RequirementsForm(area.rows, levels, read, request.POST or None)
    if form.is_valid() and saved(form, partial(_read, request, row, form)):
        messages.success(
            request, _("Din bedömning av ”%(area)s” är sparad.") % {"area": area.section}
        )
        return redirect("findings:second_reading", row.pk)
    rows, around = beside(request.access, row, area.rows)
    context = {
        "followup": row, "reader": reader, "section": area.section, "form": form,
        "around": around, "lines": list(zip(rows, form.rows, strict=True)),
    }  # fmt: skip
    return render(request, "findings/second_area.html", context)


def _read(request: Request, row: Followup, form: RequirementsForm) -> None:
    services.read_requirements(request.access, row, facts=form.requirements())


@require_POST
def second_finish(request: Request, pk: int) -> HttpResponse:
    """Let the second reader say that they are done."""
    row = seen_followup(request, pk)
    return answer_button(
        request,
        partial(services.finish_reading, request.access, row, version=version_of(request)),
        back=reverse("findings:second_reading", args=[row.pk]),
        done=_("Din bedömning är klar."),
    )


@require_http_methods(["GET", "POST"])
def second_settle(request: Request, pk: int, reading_pk: int) -> HttpResponse:
    """Settle on which level a requirement ends, and why."""
    row = written_followup(request, pk)
    rows = SecondReading.objects.visible_to(request.access).filter(reader__followup=row)
    related = rows.select_related("reader__followup", "wording", "scale_level", "first_scale_level")
    reading = get_object_or_404(related.exclude(first_level=""), pk=reading_pk)
    levels = queries.levels_of(request.access, row)
    initial = {"version": reading.version, "level": _first_code(reading)}
    form = SettlingForm(levels, request.POST or None, initial=initial)
    page = about_followup(
        row, _("Avgör skillnaden om %(number)s") % {"number": reading.wording.number}, tab=TAB,
        done=_("Skillnaden är avgjord."), button=_("Avgör"), lead=_lead(reading),
    )  # fmt: skip
    return answer_form(
        request, form, partial(services.settle_reading, request.access, reading), page
    )


def _first_code(reading: SecondReading) -> str:
    return str(reading.first_scale_level_id or reading.first_level)


def _lead(reading: SecondReading) -> str:
    first = reading.first_word or (_(reading.first_shown.label) if reading.first_shown else "")
    second = reading.own_word or _(reading.shown_level.label)
    return _("”%(text)s” Uppföljarna: %(first)s. Andra bedömaren: %(second)s. %(note)s") % {
        "text": reading.wording.text, "first": first, "second": second, "note": reading.note,
    }  # fmt: skip
