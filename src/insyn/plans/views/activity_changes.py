"""What happens to an activity: postponed, cancelled, done, given other periods or targets."""

from functools import partial

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from insyn.accounts.http import Request
from insyn.plans.forms.activity_changes import LayOutForm, PostponeForm, StopForm, YearForm
from insyn.plans.forms.periods import facts_of
from insyn.plans.forms.targets import TargetsForm
from insyn.plans.http import about_activity, activity_at
from insyn.plans.queries.activities import MOST_FOUND, ActivityRow, found_to_choose, shown_days
from insyn.plans.queries.rhythms import about_of, laid_out
from insyn.plans.services.activities import (
    cancel_activity,
    mark_done,
    postpone_activity,
    resume_activity,
    set_periods,
    set_targets,
)
from insyn.platform.answers import answer_button, answer_form


@require_http_methods(["GET", "POST"])
def activity_postpone(request: Request, pk: int) -> HttpResponse:
    """Ask when the activity is done instead, and why."""
    row = activity_at(request, pk, to_edit=True)
    form = PostponeForm(row.plan, request.POST or None, initial={"version": row.version})
    page = about_activity(
        row,
        _("Senarelägg aktiviteten"),
        done=_("Aktiviteten är senarelagd."),
        button=_("Senarelägg"),
        planned=ActivityRow(row).period_words,
    )
    return answer_form(request, form, partial(postpone_activity, request.access, row), page)


@require_http_methods(["GET", "POST"])
def activity_cancel(request: Request, pk: int) -> HttpResponse:
    """Ask why, then cancel the activity."""
    row = activity_at(request, pk, to_edit=True)
    form = StopForm(request.POST or None, initial={"version": row.version})
    page = about_activity(
        row,
        _("Ställ in aktiviteten"),
        done=_("Aktiviteten är inställd."),
        button=_("Ställ in aktiviteten"),
    )
    return answer_form(request, form, partial(cancel_activity, request.access, row), page)


@require_http_methods(["GET", "POST"])
def activity_resume(request: Request, pk: int) -> HttpResponse:
    """Ask why, then plan an activity again that was cancelled or called done."""
    row = activity_at(request, pk, to_edit=True)
    form = StopForm(request.POST or None, initial={"version": row.version})
    page = about_activity(
        row,
        _("Planera aktiviteten igen"),
        done=_("Aktiviteten är planerad igen."),
        button=_("Planera igen"),
    )
    return answer_form(request, form, partial(resume_activity, request.access, row), page)


@require_POST
def activity_done(request: Request, pk: int) -> HttpResponse:
    """Say that the activity is done."""
    row = activity_at(request, pk, to_edit=True)
    back = reverse("plans:activity", args=[row.pk])
    act = partial(mark_done, request.access, row)
    return answer_button(request, act, back=back, done=_("Aktiviteten är genomförd."))


@require_http_methods(["GET", "POST"])
def activity_lay_out(request: Request, pk: int) -> HttpResponse:
    """Show when the activity is done with its rhythm, and let its periods be those."""
    row = activity_at(request, pk, to_edit=True)
    years = YearForm(row.plan, request.GET)
    spans = []
    if row.rhythm is not None:
        about = about_of(request.access, row, years.chosen["first_year"])
        spans = laid_out(request.access, row.plan, row.rhythm, about)
    form = LayOutForm(row.plan, request.POST or None, initial={"version": row.version})
    page = about_activity(
        row,
        _("Perioder från periodiciteten"),
        done=_("Perioderna är planerade."),
        button=_("Planera de här perioderna"),
        template="plans/activity_lay_out.html",
        spans=[shown_days(span.starts_on, span.ends_on) for span in spans],
        years=years,
        planned=ActivityRow(row).period_words,
    )
    act = partial(set_periods, request.access, row, periods=facts_of(spans))
    return answer_form(request, form, act, page)


@require_http_methods(["GET", "POST"])
def activity_targets(request: Request, pk: int) -> HttpResponse:
    """Choose the providers or units that the activity is about: tick, search, tick again."""
    row = activity_at(request, pk, to_edit=True)
    text = request.GET.get("q", "").strip()[:100]
    found = found_to_choose(request.access, row, text)
    form = TargetsForm(row, found, request.POST or None, initial={"version": row.version})
    page = about_activity(
        row,
        _("Välj utförare"),
        done=_("Utförarna är sparade."),
        template="plans/activity_targets.html",
        q=text,
        is_full=len(found) == MOST_FOUND,
    )
    return answer_form(request, form, partial(set_targets, request.access, row), page)
