"""Telling of bias, leaving a follow-up, and handing over a person's follow-ups."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from insyn.accounts.http import Request
from insyn.accounts.models import Authority, User
from insyn.followups import services
from insyn.followups.forms.reviewers import ConflictForm, HandOverForm, LeaveForm
from insyn.followups.http import Tab, about_followup, written_followup
from insyn.followups.models import Reviewer
from insyn.followups.queries.reviewers import open_places_of, people_with_open
from insyn.kernel.access import Permission
from insyn.kernel.errors import NotAllowed, RuleViolation
from insyn.platform.answers import answer_form

PREPARATION = Tab("preparation", "followups:preparation")


def _place(request: Request, pk: int) -> Reviewer:
    rows = Reviewer.objects.visible_to(request.access).select_related("followup", "user")
    return get_object_or_404(rows, pk=pk)


@require_http_methods(["GET", "POST"])
def conflict(request: Request, pk: int) -> HttpResponse:
    """Ask what the bias is, and take the asker out of the follow-up."""
    place = _place(request, pk)
    followup = written_followup(request, place.followup_id)
    if place.user_id != request.access.user_id:
        raise NotAllowed(Permission.CARRY_OUT_FOLLOWUP)
    page = about_followup(
        followup,
        _("Anmäl jäv"),
        tab=PREPARATION,
        done=_("Du har anmält jäv och är inte längre med. Någon annan behöver utses."),
        button=_("Anmäl jäv"),
        lead=_("Då är du inte längre med i uppföljningen. Se förvaltningslagen 16–18 §§."),
    )
    act = partial(services.declare_conflict, request.access, place)
    return answer_form(request, ConflictForm(request.POST or None), act, page)


@require_http_methods(["GET", "POST"])
def leave(request: Request, pk: int) -> HttpResponse:
    """Ask why a reviewer leaves a follow-up that has begun."""
    place = _place(request, pk)
    followup = written_followup(request, place.followup_id)
    page = about_followup(
        followup,
        _("%s lämnar uppföljningen") % place.user,
        tab=PREPARATION,
        done=_("Det är antecknat att personen har lämnat uppföljningen."),
        button=_("Spara"),
        lead=_("Personen står kvar bland dem som har gjort uppföljningen, med dag och skäl."),
    )
    act = partial(services.leave_followup, request.access, place)
    return answer_form(request, LeaveForm(request.POST or None), act, page)


@require_GET
def hand_over_people(request: Request) -> HttpResponse:
    """List those with open follow-ups in the asker's boards."""
    request.access.require_somewhere(Permission.CARRY_OUT_FOLLOWUP)
    boards = request.access.authorities_where(Permission.CARRY_OUT_FOLLOWUP)
    rows = people_with_open(request.access, sorted(boards))
    context = {"rows": rows, "has_several": len(boards) > 1}
    return render(request, "followups/hand_over_people.html", context)


@require_http_methods(["GET", "POST"])
def hand_over(request: Request, authority_pk: int, user_pk: int) -> HttpResponse:
    """Ask who takes over each open follow-up of a person, and let them."""
    boards = Authority.objects.select_related("municipality")
    seen = boards.filter(pk__in=request.access.authority_ids)
    authority = get_object_or_404(seen, pk=authority_pk)
    request.access.require(Permission.CARRY_OUT_FOLLOWUP, authority_id=authority.pk)
    person = get_object_or_404(User, pk=user_pk)
    places = open_places_of(request.access, authority, person)
    if not places:
        messages.info(request, _("Det finns inga öppna uppföljningar att lämna över."))
        return redirect("followups:hand_over_people")
    form = HandOverForm(authority, person, places, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            count = services.hand_over(request.access, authority, **form.cleaned_data)
        except RuleViolation as no:
            form.refuse(no)
        else:
            messages.success(request, _("Överlämnade uppföljningar: %d.") % count)
            return redirect("followups:hand_over_people")
    back = reverse("followups:hand_over_people")
    context = {"form": form, "person": person, "authority": authority, "back": back}
    return render(request, "followups/hand_over.html", context)
