"""Pages about dialogue meetings."""

from functools import partial
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from insyn.accounts.http import Request
from insyn.accounts.models import Authority
from insyn.dialogues import forms, services
from insyn.dialogues.http import (
    MEETING_COLUMNS,
    ROWS_PER_PAGE,
    about_meeting,
    answer_sending,
    seen_meeting,
    version_in,
    written_item,
    written_meeting,
)
from insyn.dialogues.models import DialogueMeeting
from insyn.dialogues.queries.meetings import (
    listed_meetings,
    meeting_page,
    meetings_of_provider,
)
from insyn.dialogues.queries.of_followup import dialogue_of
from insyn.dialogues.services import HeldFacts, MeetingFacts
from insyn.documents.http import list_file
from insyn.followups.http import seen_followup
from insyn.kernel.access import Permission
from insyn.platform import clock
from insyn.platform.answers import FormPage, answer_button, answer_form
from insyn.registry.http import HubRequest, of_standing_provider
from insyn.registry.models import Contract, Provider


@require_GET
def meetings(request: Request) -> HttpResponseBase:
    """List the meetings with providers."""
    filters = forms.MeetingFilter(request.access, request.GET)
    sort = request.GET.get("sort", "")
    rows = listed_meetings(request.access, filters.chosen, sort=sort, today=clock.today())
    if file := list_file(request, MEETING_COLUMNS, rows, _("Dialogmöten")):
        return file
    context = {
        "page": Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page")),
        "filters": filters,
        "today": clock.today(),
        "may_plan": request.access.may_somewhere(Permission.CARRY_OUT_FOLLOWUP),
    }
    return render(request, "dialogues/meetings.html", context)


@require_http_methods(["GET", "POST"])
def plan(request: Request) -> HttpResponse:
    """Plan a meeting with a provider."""
    request.access.require_somewhere(Permission.CARRY_OUT_FOLLOWUP)
    chosen = {"contract": request.GET.get("kontrakt", "")}
    form = forms.PlanForm(request.access, request.POST or None, initial=chosen)
    page = FormPage(
        template="dialogues/form.html",
        heading=_("Planera dialogmöte"),
        back=reverse("dialogues:meetings"),
        done=_("Mötet är planerat. Gör klart dagordningen och bjud sedan in."),
        button=_("Planera mötet"),
        lead=_("Utföraren får veta något först när du bjuder in."),
        onward=lambda made: reverse("dialogues:meeting", args=[made.pk]),
    )
    return answer_form(request, form, partial(_plan, request), page)


def _plan(
    request: Request, *, authority: Authority, contract: Contract, **facts: Any
) -> DialogueMeeting:
    return services.plan_meeting(request.access, authority, contract, facts=MeetingFacts(**facts))


@require_GET
def meeting(request: Request, pk: int) -> HttpResponse:
    """Show a meeting: its agenda, what was said, and what was agreed."""
    row = seen_meeting(request, pk)
    page = meeting_page(request.access, row, today=clock.today())
    own = forms.ItemForm(initial={"version": row.version})
    context = {"meeting": row, "page": page, "form": own, "today": clock.today()}
    return render(request, "dialogues/meeting.html", context)


@require_http_methods(["GET", "POST"])
def change(request: Request, pk: int) -> HttpResponse:
    """Replan a meeting."""
    row = written_meeting(request, pk)
    form = forms.ChangeForm(row, request.POST or None)
    lead = _("Utföraren är inbjuden. Skicka en ny inbjudan när du har ändrat.")
    page = about_meeting(
        row, _("Ändra mötet"), done=_("Mötet är ändrat."), button=_("Spara"),
        lead=lead if row.invited_on else "",
    )  # fmt: skip
    return answer_form(request, form, partial(_change, request, row), page)


def _change(
    request: Request, row: DialogueMeeting, *, version: int, **facts: Any
) -> DialogueMeeting:
    return services.change_meeting(
        request.access, row, facts=MeetingFacts(**facts), version=version
    )


@require_http_methods(["GET", "POST"])
def invite(request: Request, pk: int) -> HttpResponse:
    """Invite the provider, or invite it again."""
    row = written_meeting(request, pk)
    form = forms.InviteForm(request.POST or None, initial={"version": row.version})
    page = about_meeting(
        row,
        _("Skicka ny inbjudan") if row.invited_on else _("Skicka inbjudan"),
        done=_("Inbjudan är skickad och finns som Word och PDF."),
        button=_("Skicka inbjudan"),
        lead=_("Inbjudan säger när och var ni ses, och har med hela dagordningen."),
    )
    return answer_sending(request, form, partial(services.invite, request.access, row), page)


@require_http_methods(["GET", "POST"])
def cancel(request: Request, pk: int) -> HttpResponse:
    """Call a meeting off."""
    row = written_meeting(request, pk)
    form = forms.CancelForm(request.POST or None, initial={"version": row.version})
    page = about_meeting(
        row, _("Ställ in mötet"), done=_("Mötet är inställt."), button=_("Ställ in mötet"),
        lead=_("Utföraren får ett mejl om att mötet är inställt.") if row.invited_on else "",
    )  # fmt: skip
    act = partial(services.cancel_meeting, request.access, row)
    if row.invited_on is None:
        return answer_form(request, form, act, page)
    return answer_sending(request, form, act, page)


@require_http_methods(["GET", "POST"])
def hold(request: Request, pk: int) -> HttpResponse:
    """Note that a meeting was held and what was said."""
    row = written_meeting(request, pk)
    items = meeting_page(request.access, row, today=clock.today()).items
    form = forms.HoldForm(row, items, request.POST or None)
    page = about_meeting(
        row, _("Anteckna mötet"), button=_("Spara"),
        done=_("Mötet är antecknat. Lägg till det ni kom överens om."),
        lead=_("Allt du skriver här kommer med i minnesanteckningarna till utföraren."),
    )  # fmt: skip
    return answer_form(request, form, partial(_hold, request, row, form), page)


def _hold(
    request: Request, row: DialogueMeeting, form: forms.HoldForm, **sent: Any
) -> DialogueMeeting:
    facts = HeldFacts(sent["held_on"], sent["participants"], sent["notes"], form.said())
    return services.hold_meeting(request.access, row, facts=facts, version=sent["version"])


@require_http_methods(["GET", "POST"])
def minutes(request: Request, pk: int) -> HttpResponse:
    """Send the minutes to the provider."""
    row = written_meeting(request, pk)
    form = forms.VersionForm(request.POST or None, initial={"version": row.version})
    page = about_meeting(
        row,
        _("Skicka minnesanteckningar"),
        done=_("Minnesanteckningarna är skickade och finns som Word och PDF."),
        button=_("Skicka till utföraren"),
        lead=_("Utföraren får det ni antecknade om varje punkt, deltagarna efter roll och det "
               "ni kom överens om."),
    )  # fmt: skip
    return answer_sending(request, form, partial(services.send_minutes, request.access, row), page)


def _to_agenda(pk: int) -> str:
    return f"{reverse('dialogues:meeting', args=[pk])}#dagordning"


@require_POST
def add_proposed(request: Request, pk: int) -> HttpResponse:
    """Put the ticked proposals on the agenda."""
    row = written_meeting(request, pk)
    act = partial(
        services.add_proposed, request.access, row, keys=set(request.POST.getlist("key")),
        version=version_in(request.POST),
    )  # fmt: skip
    return answer_button(request, act, back=_to_agenda(pk), done=_("Dagordningen är ändrad."))


@require_http_methods(["GET", "POST"])
def add_item(request: Request, pk: int) -> HttpResponse:
    """Put an item of one's own on the agenda."""
    row = written_meeting(request, pk)
    form = forms.ItemForm(request.POST or None, initial={"version": row.version})
    page = about_meeting(
        row, _("Lägg till egen punkt"), done=_("Punkten är tillagd."), button=_("Lägg till")
    )
    return answer_form(request, form, partial(services.add_item, request.access, row), page)


@require_POST
def move_item(request: Request, pk: int) -> HttpResponse:
    """Move an item one place up or down."""
    row = written_item(request, pk)
    step = -1 if request.POST.get("way") == "up" else 1
    act = partial(
        services.move_item, request.access, row, step=step, version=version_in(request.POST)
    )
    back = _to_agenda(row.meeting_id)
    return answer_button(request, act, back=back, done=_("Punkten är flyttad."))


@require_POST
def remove_item(request: Request, pk: int) -> HttpResponse:
    """Take an item off the agenda."""
    row = written_item(request, pk)
    act = partial(services.remove_item, request.access, row, version=version_in(request.POST))
    back = _to_agenda(row.meeting_id)
    return answer_button(request, act, back=back, done=_("Punkten är borttagen."))


@require_GET
def of_followup(request: Request, pk: int) -> HttpResponse:
    """Show what was agreed with the provider, beside its follow-up."""
    row = seen_followup(request, pk)
    dialogue = dialogue_of(request.access, row, today=clock.today())
    context = {"followup": row, "current": "dialogue", "dialogue": dialogue}
    return render(request, "dialogues/of_followup.html", context)


@require_GET
@of_standing_provider
def of_provider(request: HubRequest, provider: Provider) -> HttpResponseBase:
    """List a provider's meetings, as far as the asker may see them."""
    rows = meetings_of_provider(request.access, provider)
    if file := list_file(request, MEETING_COLUMNS, rows, _("Dialogmöten")):
        return file
    page = Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    context = {"provider": provider, "page": page, "today": clock.today()}
    return render(request, "dialogues/of_provider.html", context)
