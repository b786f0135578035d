"""Pages about recipients: who is asked before the round is sent, and how far each has come."""

from functools import partial
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from insyn.accounts.http import Request
from insyn.documents.http import ListColumn, day, label, list_file
from insyn.kernel.access import Access, Permission
from insyn.kernel.errors import RuleViolation
from insyn.mailing.queries import mails_about
from insyn.platform import clock
from insyn.platform.answers import FormPage, answer_button, answer_form
from insyn.surveys import services
from insyn.surveys.forms import recipients as forms
from insyn.surveys.forms.rounds import SureForm
from insyn.surveys.http import (
    PER_PAGE,
    about_round,
    key_in,
    may_send,
    response_at,
    round_at,
    round_to_change,
)
from insyn.surveys.models import Addressee, SurveyResponse, SurveyRound
from insyn.surveys.models.responses import SurveyResponseQuerySet
from insyn.surveys.queries.readiness import lacking_addressee, new_in_scope
from insyn.surveys.queries.recipient_lists import RecipientList, read_recipients
from insyn.surveys.queries.recipients import (
    addable_places,
    delivery_counts,
    listed_responses,
    people_of,
    with_people,
)
from insyn.surveys.queries.words import name_of
from insyn.surveys.rules.deliveries import NOT_ARRIVED

MOST_ADDABLE = 100
"""Units that are offered at once to one who chooses them one by one."""

LIST_COLUMNS = (
    ListColumn(__("Utförare"), lambda row: str(row.response.contract.provider), width=36),
    ListColumn(__("Organisationsnummer"), lambda row: row.response.contract.provider.shown_number),
    ListColumn(__("Verksamhet"), lambda row: str(row.response.unit or ""), width=36),
    ListColumn(__("Mottagare"), lambda row: str(row.first) if row.first else "", width=30),
    ListColumn(__("E-post"), lambda row: row.first.user.email if row.first else "", width=36),
    ListColumn(__("Driftform"), lambda row: label(row.response.shown_operating_form)),
    ListColumn(__("Verksamhetsområde"), lambda row: str(row.response.service_area or "")),
)
"""Whom a round asks as a file: the same columns as a list that is read in."""

DELIVERY_COLUMNS = (
    *LIST_COLUMNS[:3],
    ListColumn(__("Mottagare"), lambda row: row.people, width=50),
    ListColumn(__("Läge"), lambda row: label(row.delivery)),
    day(__("Svar senast"), lambda row: row.response.due_on),
    ListColumn(__("Försenad"), lambda row: _("Ja") if row.is_late else "", width=12),
    day(__("Påmind"), lambda row: row.last_reminder),
    day(__("Öppnad"), lambda row: row.response.opened_at),
    day(__("Inlämnad"), lambda row: row.response.submitted_at),
    day(__("Godtagen"), lambda row: row.response.accepted_at),
    *LIST_COLUMNS[5:],
)
"""How far each recipient has come, as a file."""


@require_GET
def recipients(request: Request, pk: int) -> HttpResponseBase:
    """List whom the round asks, with those who lack a recipient."""
    survey_round = round_at(request, pk)
    filters = forms.RecipientFilter(request.GET)
    rows = _rows(request, survey_round, filters.chosen)
    if file := list_file(request, LIST_COLUMNS, lambda: _all(request.access, rows), _("Mottagare")):
        return file
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "round": survey_round,
        "tab": "recipients",
        "page": page,
        "rows": with_people(request.access, list(page), today=clock.today()),
        "filters": filters,
        "lacking": lacking_addressee(request.access, survey_round).count(),
        "is_draft": survey_round.sent_at is None,
        "may_send": may_send(request, survey_round),
    }
    if survey_round.sent_at is None:
        context["new_count"] = new_in_scope(request.access, survey_round)
    return render(request, "surveys/recipients.html", context)


def _rows(
    request: Request, survey_round: SurveyRound, chosen: dict[str, Any]
) -> SurveyResponseQuerySet:
    sort = request.GET.get("sort", "")
    return listed_responses(
        request.access, survey_round, chosen=chosen, sort=sort, today=clock.today()
    )


def _all(access: Access, rows: Any) -> list[Any]:
    return with_people(access, list(rows), today=clock.today())


@require_GET
def delivery(request: Request, pk: int) -> HttpResponseBase:
    """List how far the survey has come to each recipient."""
    return _delivery(request, round_at(request, pk), is_late=False)


@require_GET
def late(request: Request, pk: int) -> HttpResponseBase:
    """List those whose last day has passed and who have not handed in."""
    return _delivery(request, round_at(request, pk), is_late=True)


def _delivery(request: Request, survey_round: SurveyRound, *, is_late: bool) -> HttpResponseBase:
    filters = forms.DeliveryFilter(request.GET)
    chosen = {**filters.chosen, **({"is_late": True} if is_late else {})}
    rows = _rows(request, survey_round, chosen)
    if file := list_file(
        request, DELIVERY_COLUMNS, lambda: _all(request.access, rows), _("Utskick")
    ):
        return file
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    counts = delivery_counts(request.access, survey_round)
    context = {
        "round": survey_round,
        "tab": "delivery",
        "page": page,
        "rows": with_people(request.access, list(page), today=clock.today()),
        "filters": filters,
        "counts": list(counts.items()),
        "not_arrived_states": NOT_ARRIVED,
        "not_arrived": sum(number for state, number in counts.items() if state in NOT_ARRIVED),
        "is_late": is_late,
        "may_see": may_send(request, survey_round),
        "may_send": may_send(request, survey_round) and survey_round.is_open,
    }
    return render(request, "surveys/delivery.html", context)


@require_http_methods(["GET", "POST"])
def recipients_import(request: Request, pk: int) -> HttpResponse:
    """Take in a list of recipients, or say row by row what is wrong with it."""
    survey_round = round_to_change(request, pk)
    form = forms.ListForm(request.POST or None, request.FILES or None)
    found: list[RecipientList] = []
    page = about_round(
        survey_round,
        _("Läs in mottagare"),
        done=_("Mottagarna är inlästa."),
        button=_("Läs in listan"),
        template="surveys/recipients_import.html",
        back="surveys:recipients",
        found=found,
    )
    return answer_form(request, form, partial(_import, request.access, survey_round, found), page)


def _import(
    access: Access, survey_round: SurveyRound, found: list[RecipientList], *, file: Any
) -> int:
    listed = read_recipients(access, survey_round, data=file.read(), file_name=file.name)
    found.append(listed)
    if not listed.is_fit:
        said = ngettext(
            "%(n)s rad behöver rättas. Inget är sparat.",
            "%(n)s rader behöver rättas. Inget är sparat.",
            len(listed.problems),
        )
        raise RuleViolation(said % {"n": len(listed.problems)})
    named = [services.Recipient(one.response, one.name, one.address) for one in listed.recipients]
    return services.import_addressees(access, survey_round, recipients=named)


@require_http_methods(["GET", "POST"])
def recipients_add(request: Request, pk: int) -> HttpResponse:
    """Choose units and contracts one by one."""
    survey_round = round_to_change(request, pk)
    back = reverse("surveys:recipients", args=[pk])
    if request.method == "POST":
        keys = [key for typed in request.POST.getlist("place") if (key := _place(typed))]
        act = partial(services.add_places, request.access, survey_round, keys=keys)
        return answer_button(request, act, back=back, done=_("Verksamheterna är tillagda."))
    text = request.GET.get("q", "")[:100]
    places, has_more = addable_places(request.access, survey_round, text=text, most=MOST_ADDABLE)
    context = {
        "round": survey_round,
        "tab": "recipients",
        "places": places,
        "has_more": has_more,
        "most": MOST_ADDABLE,
        "q": text,
        "is_draft": survey_round.sent_at is None,
    }
    return render(request, "surveys/recipients_add.html", context)


def _place(typed: str) -> tuple[int, int | None] | None:
    contract, _dash, unit = typed.partition("-")
    key = key_in(contract)
    return None if key is None else (key, key_in(unit))


@require_POST
def recipients_fill(request: Request, pk: int) -> HttpResponse:
    """Name recipients from what is known, where there are none."""
    survey_round = round_to_change(request, pk)
    act = partial(services.fill_in_addressees, request.access, survey_round)
    back = reverse("surveys:recipients", args=[pk])
    return answer_button(
        request, act, back=back, done=_("Kända mottagare är ifyllda. Se vilka som saknas.")
    )


@require_POST
def recipients_refresh(request: Request, pk: int) -> HttpResponse:
    """Let the list follow the register as it is now."""
    survey_round = round_to_change(request, pk)
    act = partial(services.refresh_scope, request.access, survey_round)
    back = reverse("surveys:recipients", args=[pk])
    return answer_button(request, act, back=back, done=_("Listan är uppdaterad."))


@require_GET
def recipient(request: Request, pk: int) -> HttpResponse:
    """Show one recipient: who answers, what has been mailed, and what can be done."""
    response = response_at(request, pk, permission=Permission.SEND_SURVEY)
    people = people_of(request.access, response)
    (row,) = with_people(request.access, [response], today=clock.today())
    mails = mails_about(request.access, response)
    context = {
        "round": response.round,
        "tab": "delivery" if response.round.sent_at else "recipients",
        "response": response,
        "row": row,
        "people": people,
        "mails": [mail for found in mails.values() for mail in found],
        "is_draft": response.round.sent_at is None,
        "may_change": response.round.closed_on is None,
        "version_form": SureForm(initial={"version": response.version}),
    }
    return render(request, "surveys/recipient.html", context)


def _about(response: SurveyResponse, heading: str, *, done: str, button: str) -> FormPage:
    return FormPage(
        template="surveys/recipient_form.html",
        heading=heading,
        back=reverse("surveys:recipient", args=[response.pk]),
        done=done,
        button=button,
        lead=f"{response.round} · {name_of(response)}",
        context={"round": response.round, "response": response},
    )


@require_http_methods(["GET", "POST"])
def addressee_add(request: Request, pk: int) -> HttpResponse:
    """Ask who is to answer; one who is named in a running round is invited at once."""
    response = response_at(request, pk, permission=Permission.SEND_SURVEY)
    form = forms.AddresseeForm(request.POST or None)
    page = _about(response, _("Lägg till mottagare"), done=_("Mottagaren är tillagd."),
                  button=_("Lägg till"))  # fmt: skip
    act = partial(services.add_addressee, request.access, response)
    return answer_form(request, form, act, page)


@require_POST
def addressee_end(request: Request, pk: int) -> HttpResponse:
    """Take the survey away from a person."""
    rows = Addressee.objects.visible_to(request.access).select_related("response__round")
    addressee = get_object_or_404(rows, pk=pk)
    authority_id = addressee.response.round.authority_id
    request.access.require(Permission.SEND_SURVEY, authority_id=authority_id)
    act = partial(services.end_addressee, request.access, addressee)
    back = reverse("surveys:recipient", args=[addressee.response_id])
    return answer_button(
        request, act, back=back, done=_("Personen är inte längre mottagare. Länken är stängd.")
    )


@require_http_methods(["GET", "POST"])
def extend(request: Request, pk: int) -> HttpResponse:
    """Give one recipient longer to answer."""
    response = response_at(request, pk, permission=Permission.SEND_SURVEY)
    form = forms.ExtensionForm(
        response, request.POST or None, initial={"version": response.version}
    )
    page = _about(response, _("Ge längre tid"), done=_("Den nya dagen är sparad och mejlad."),
                  button=_("Spara och mejla"))  # fmt: skip
    act = partial(services.extend_response, request.access, response)
    return answer_form(request, form, act, page)


@require_POST
def response_remove(request: Request, pk: int) -> HttpResponse:
    """Leave a unit out of a round that has not been sent."""
    response = response_at(request, pk, permission=Permission.SEND_SURVEY)
    act = partial(services.remove_response, request.access, response)
    back = reverse("surveys:recipients", args=[response.round_id])
    return answer_button(request, act, back=back, done=_("Verksamheten är inte längre med."))


@require_http_methods(["GET", "POST"])
def remind(request: Request, pk: int) -> HttpResponse:
    """Ask, and remind all who have not handed in."""
    survey_round = round_to_change(request, pk)
    data = request.POST if request.method == "POST" else None
    form = SureForm(data, initial={"version": survey_round.version})
    waiting = SurveyResponse.objects.visible_to(request.access).filter(round=survey_round)
    page = about_round(
        survey_round,
        _("Påminn nu"),
        done=_("Påminnelserna ligger i kö. Ingen påminns två gånger samma dag."),
        button=_("Skicka påminnelser"),
        lead=_("%(n)s har inte lämnat in. De får ett mejl, men aldrig två samma dag.")
        % {"n": waiting.awaited().count()},
        back="surveys:delivery",
    )
    act = partial(services.remind_round, request.access, survey_round)
    return answer_form(request, form, lambda **_sent: act(), page)


@require_POST
def remind_one(request: Request, pk: int) -> HttpResponse:
    """Remind the recipients of one response."""
    response = response_at(request, pk, permission=Permission.SEND_SURVEY)
    act = partial(services.remind_round, request.access, response.round, responses=[response])
    back = reverse("surveys:recipient", args=[pk])
    return answer_button(
        request, act, back=back, done=_("Påminnelsen ligger i kö, om ingen har gått i dag.")
    )
