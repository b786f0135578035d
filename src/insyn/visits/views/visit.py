"""One visit: its page, and what happens to it."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from insyn.accounts.http import Request
from insyn.followups.http import seen_followup
from insyn.followups.models import DocumentRequest
from insyn.followups.rules import RequestState
from insyn.kernel.access import Secrecy
from insyn.platform.answers import answer_form
from insyn.visits import forms, services
from insyn.visits.http import about_visit, packed, seen_visit, written_visit
from insyn.visits.models import Visit
from insyn.visits.queries.visit_page import visit_page
from insyn.visits.rules.carrying_out import VisitLetterKind

LEADS = {
    VisitLetterKind.ANNOUNCEMENT: __(
        "Brevet blir Word och PDF och utföraren får det som e-post. Dag, tid, plats, syfte och "
        "vilka som kommer hämtas från besöket."
    ),
    VisitLetterKind.INSTRUCTION: __(
        "Det här visar ni vid dörren: nämnden, era namn och roller och lagrummet. Det skickas "
        "aldrig i förväg."
    ),
    VisitLetterKind.THANKS: __("Brevet blir Word och PDF och utföraren får det som e-post."),
}


@require_GET
def visit(request: Request, pk: int) -> HttpResponse:
    """Show a visit with everything that is noted on it."""
    row = seen_visit(request, pk)
    followup = seen_followup(request, row.followup_id)
    shown = visit_page(request.access, followup, row)
    context = {"followup": followup, "visit": row, "shown": shown, "current": "visits"}
    return render(request, "visits/visit.html", context)


@require_http_methods(["GET", "POST"])
def change(request: Request, pk: int) -> HttpResponse:
    """Change a booking."""
    followup, row = written_visit(request, pk)
    form = forms.ChangeBookingForm(followup, row, request.POST or None)
    page = about_visit(
        followup, row, _("Ändra bokningen"), done=_("Bokningen är ändrad."), button=_("Spara"),
        lead=_("Har utföraren fått ett meddelande om besöket? Skicka ett nytt efter ändringen."),
    )  # fmt: skip
    act = packed(partial(services.change_visit, request.access, row), services.VisitFacts)
    return answer_form(request, form, act, page)


@require_http_methods(["GET", "POST"])
def carry_out(request: Request, pk: int) -> HttpResponse:
    """Note that a visit took place."""
    followup, row = written_visit(request, pk)
    form = forms.CarryOutForm(row, request.POST or None)
    page = about_visit(
        followup,
        row,
        _("Anteckna genomfört besök"),
        done=_("Besöket är antecknat och räknas som underlag."),
        button=_("Spara"),
        lead=_("Det första besökets dag blir uppföljningens datum."),
    )
    return answer_form(request, form, partial(services.carry_out_visit, request.access, row), page)


@require_http_methods(["GET", "POST"])
def correct(request: Request, pk: int) -> HttpResponse:
    """Change what was noted of a visit that took place."""
    followup, row = written_visit(request, pk)
    form = forms.CarryOutForm(row, request.POST or None)
    page = about_visit(
        followup,
        row,
        _("Ändra det som antecknades"),
        done=_("Besöket är ändrat."),
        button=_("Spara"),
        lead=_("Ändras dagen följer underlaget och uppföljningens datum med."),
    )
    act = packed(partial(services.correct_visit, request.access, row), services.CarriedOutFacts)
    return answer_form(request, form, act, page)


@require_http_methods(["GET", "POST"])
def cancel(request: Request, pk: int) -> HttpResponse:
    """Cancel a booking, with the reason."""
    followup, row = written_visit(request, pk)
    form = forms.CancelForm(request.POST or None, initial={"version": row.version})
    page = about_visit(
        followup,
        row,
        _("Ställ in besöket"),
        done=_("Besöket är inställt."),
        button=_("Ställ in besöket"),
        lead=_("Bokningen står kvar som inställd. Har utföraren fått ett meddelande om besöket "
               "får den veta att det är inställt."),
    )  # fmt: skip
    act = partial(services.cancel_visit, request.access, row)
    return answer_form(request, form, act, page)


@require_http_methods(["GET", "POST"])
def letter(request: Request, pk: int, kind: str) -> HttpResponse:
    """Issue one of the letters of a visit."""
    followup, row = written_visit(request, pk)
    if kind not in VisitLetterKind.codes():
        raise Http404
    chosen = VisitLetterKind(kind)
    form = forms.LetterForm(request.POST or None, initial=_known(request, row, chosen))
    page = about_visit(
        followup,
        row,
        _(chosen.label),
        done=_("Brevet är utfärdat."),
        button=_("Utfärda brevet"),
        lead=str(LEADS[chosen]),
    )
    return answer_form(request, form, partial(_issue, request, row, chosen, form), page)


def _known(request: Request, row: Visit, kind: VisitLetterKind) -> dict[str, object]:
    """Return what the letter's form begins with: the documents that are still waited for."""
    known: dict[str, object] = {"version": row.version, "wanted": row.participants}
    if kind == VisitLetterKind.INSTRUCTION:
        return known
    waited = DocumentRequest.objects.visible_to(request.access).filter(
        followup=row.followup_id, state=RequestState.REQUESTED, secrecy__lt=Secrecy.RESTRICTED
    )
    return known | {"documents": "\n".join(waited.values_list("title", flat=True))}


def _issue(
    request: Request, row: Visit, kind: VisitLetterKind, form: forms.LetterForm, **typed: object
) -> None:
    version = typed["version"]
    assert isinstance(version, int)
    issued = services.issue_visit_letter(
        request.access, row, kind, words=form.words(), version=version
    )
    if issued.told:
        said = ngettext(
            "%(count)d person hos utföraren får e-post.",
            "%(count)d personer hos utföraren får e-post.",
            issued.told,
        )
        messages.info(request, said % {"count": issued.told})
    elif issued.told == 0:
        messages.warning(
            request,
            _("Ingen hos utföraren har en e-postadress här. Lämna brevet på annat sätt."),
        )
