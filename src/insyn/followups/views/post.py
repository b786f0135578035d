"""The tab of contacts and post, and the list of what waits for the diary."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from insyn.accounts.http import Request
from insyn.documents.http import list_file
from insyn.followups.forms import post as forms
from insyn.followups.http import POST_COLUMNS, Tab, about_followup, seen_followup, written_followup
from insyn.followups.models import ContactNote, Correspondence, Followup
from insyn.followups.queries.post import diary_rows, guards_clients, post_of
from insyn.followups.services import contacts, diary
from insyn.kernel.access import Permission, Secrecy
from insyn.kernel.errors import RuleViolation
from insyn.platform.answers import FormPage, answer_form

ROWS_PER_PAGE = 50
_page = partial(about_followup, tab=Tab("post", "followups:post"))


@require_GET
def post(request: Request, pk: int) -> HttpResponse:
    """Show who has been in touch about the follow-up, and every letter in and out."""
    followup = seen_followup(request, pk)
    context = {
        "followup": followup,
        "current": "post",
        "post": post_of(request.access, followup),
    }
    return render(request, "followups/post.html", context)


@require_http_methods(["GET", "POST"])
def contact_add(request: Request, pk: int) -> HttpResponse:
    """Note a talk or a message."""
    followup = written_followup(request, pk)
    page = _page(
        followup,
        _("Anteckna en kontakt"),
        done=_("Kontakten är antecknad."),
        button=_("Spara"),
    )
    return answer_form(
        request,
        forms.ContactForm(request.POST or None),
        lambda **facts: contacts.note_contact(
            request.access, followup, contacts.ContactFacts(**facts)
        ),
        page,
    )


@require_http_methods(["GET", "POST"])
def contact_edit(request: Request, pk: int) -> HttpResponse:
    """Change what one has noted oneself."""
    rows = ContactNote.objects.visible_to(request.access).select_related("followup")
    note = get_object_or_404(rows, pk=pk)
    followup = written_followup(request, note.followup_id)
    known = {name: getattr(note, name) for name in forms.ContactChangeForm.base_fields}
    page = _page(
        followup,
        _("Ändra anteckningen"),
        done=_("Anteckningen är ändrad."),
        button=_("Spara"),
    )
    form = forms.ContactChangeForm(request.POST or None, initial=known)
    return answer_form(request, form, partial(_change, request, note), page)


def _change(request: Request, note: ContactNote, *, version: int, **facts: Any) -> ContactNote:
    said = contacts.ContactFacts(**facts)
    return contacts.change_contact(request.access, note, said, version=version)


@require_http_methods(["GET", "POST"])
def letter_add(request: Request, pk: int) -> HttpResponse:
    """Note a letter that did not pass through the system."""
    followup = written_followup(request, pk, Permission.KEEP_DIARY)
    form = forms.LetterForm(
        request.POST or None,
        request.FILES or None,
        initial={"party": followup.contract.provider.name},
        may_guard=guards_clients(request.access, followup.authority_id),
    )
    page = _page(
        followup,
        _("Lägg till brev eller handling"),
        done=_("Posten är antecknad och väntar på diariet."),
        button=_("Spara"),
        lead=_("Brev som Insyn skickar och handlingar som utföraren lämnar in finns redan här."),
    )
    return answer_form(request, form, partial(_note_letter, request, followup, form), page)


def _note_letter(
    request: Request, followup: Followup, form: forms.LetterForm, **facts: Any
) -> list[Correspondence]:
    said = {name: facts[name] for name in ("way", "medium", "dated_on", "party", "summary")}
    letter = diary.LetterByHand(
        **said,
        case_number=facts["case_number"],
        secrecy=Secrecy(form.secrecy),
        papers=form.papers(),
    )
    return diary.note_letter(request.access, followup, letter)


@require_http_methods(["GET", "POST"])
def diary_list(request: Request) -> HttpResponseBase:
    """List the post that waits for the diary, and mark what has been registered."""
    request.access.require_somewhere(Permission.KEEP_DIARY)
    filters = forms.DiaryFilter(request.access, request.GET)
    sort = request.GET.get("sort", "")
    rows = diary_rows(request.access, filters.chosen, sort=sort)
    if file := list_file(request, POST_COLUMNS, rows, _("Post till diariet")):
        return file
    form = forms.RegisterForm(request.POST or None)
    chosen = request.POST.getlist("chosen")
    if request.method == "POST" and _registered(request, form, chosen):
        return redirect(request.get_full_path())
    page = Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    ticked = {key for key, _version in forms.chosen_rows(chosen)}
    context = {"page": page, "filters": filters, "form": form, "chosen": ticked}
    return render(request, "followups/diary.html", context)


def _registered(request: Request, form: forms.RegisterForm, chosen: list[str]) -> bool:
    """Tell whether the ticked post was registered; else the form says why not."""
    if not form.is_valid():
        return False
    keys = forms.chosen_rows(chosen)
    try:
        count = diary.register_posts(request.access, keys, **form.cleaned_data)
    except RuleViolation as no:
        form.refuse(no)
        return False
    done = ngettext("%(count)d post är diarieförd.", "%(count)d poster är diarieförda.", count)
    messages.success(request, done % {"count": count})
    return True


@require_http_methods(["GET", "POST"])
def post_correct(request: Request, pk: int) -> HttpResponse:
    """Write the right case number of what is registered."""
    row = get_object_or_404(Correspondence.objects.visible_to(request.access), pk=pk)
    request.access.require(Permission.KEEP_DIARY, authority_id=row.authority_id)
    page = FormPage(
        template="followups/post_form.html",
        heading=_("Rätta diarienumret"),
        back=reverse("followups:diary") + "?show=registered",
        done=_("Diarienumret är rättat."),
        button=_("Spara"),
        lead=_("Det gamla numret finns kvar i spåret. Annat i posten går inte att ändra."),
        context={"post": row},
    )
    known = {"version": row.version, "case_number": row.case_number}
    form = forms.CaseNumberForm(request.POST or None, initial=known)
    return answer_form(request, form, partial(diary.correct_case_number, request.access, row), page)
