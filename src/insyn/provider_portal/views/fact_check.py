"""The provider reads a draft, says what is wrong in it, and reads the answers."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from insyn.accounts.http import Request
from insyn.documents.http import file_answer
from insyn.documents.services import open_document
from insyn.findings.models import FactCheckComment, FactCheckPassage
from insyn.findings.queries.fact_check import files_with
from insyn.findings.services.fact_check_answers import (
    accept_replies,
    comment_passage,
    dispute_reply,
    hand_in_fact_check,
)
from insyn.kernel.errors import RuleViolation
from insyn.platform import clock
from insyn.platform.forms import InsynForm
from insyn.platform.sentences import said
from insyn.provider_portal import http
from insyn.provider_portal.forms.fact_check import CommentForm, DisputeForm
from insyn.provider_portal.queries import fact_check as queries


@require_GET
def fact_check(request: Request, pk: int) -> HttpResponse:
    """Show the draft in numbered paragraphs, with the comments and the answers."""
    row = http.own_check(request, pk)
    page = queries.read_page(request.access, row, today=clock.today())
    return http.show(request, "provider_portal/fact_check.html", {"page": page})


@require_http_methods(["GET", "POST"])
def comment(request: Request, pk: int) -> HttpResponse:
    """Write what is wrong in a paragraph."""
    passage = http.own_passage(request, pk)
    page = queries.read_page(request.access, passage.fact_check, today=clock.today())
    shown = next(one for one in page.passages if one.row.pk == passage.pk)
    form = _comment_form(request, shown.comment)
    if form.is_valid() and _saved(form, lambda: _comment(request, passage, form)):
        messages.success(request, _("Synpunkten är sparad. Den är inte inlämnad än."))
        following = queries.next_passage(request.access, passage)
        if "next" in request.POST and following is not None:
            return redirect("provider_portal:fact_check_comment", following.pk)
        return redirect("provider_portal:fact_check", passage.fact_check_id)
    context = {"page": page, "passage": shown, "form": form}
    return http.show(request, "provider_portal/fact_check_comment.html", context)


def _comment_form(request: Request, found: FactCheckComment | None) -> CommentForm:
    initial = {"text": found.text if found else "", "version": found.version if found else 0}
    return CommentForm(request.POST or None, request.FILES or None, initial=initial)


def _comment(request: Request, passage: FactCheckPassage, form: CommentForm) -> None:
    said = form.cleaned_data
    title = _("Till stycke %(number)d i utkastet") % {"number": passage.number}
    comment_passage(
        request.access,
        passage,
        text=said["text"],
        papers=form.papers(title=title),
        version=said["version"],
    )


def _saved(form: InsynForm, act: Callable[[], object]) -> bool:
    try:
        act()
    except RuleViolation as no:
        form.refuse(no)
        return False
    return True


@require_POST
def hand_in(request: Request, pk: int) -> HttpResponse:
    """Hand in the comments, or say that there is nothing to remark on."""
    row = http.own_check(request, pk)
    has_no_remarks = "no_remarks" in request.POST
    done = _("Svaret är inlämnat %(at)s.") % {"at": http.moment()}
    act = partial(hand_in_fact_check, request.access, row, has_no_remarks=has_no_remarks)
    return _press(request, row.pk, act, done)


@require_POST
def accept(request: Request, pk: int) -> HttpResponse:
    """Say that the answers will do."""
    row = http.own_check(request, pk)
    done = _("Ni har godtagit svaren.")
    return _press(request, row.pk, lambda: accept_replies(request.access, row), done)


def _press(request: Request, pk: int, act: Callable[[], object], done: str) -> HttpResponse:
    try:
        act()
    except RuleViolation as no:
        messages.error(request, said(no))
    else:
        messages.success(request, done)
    return redirect("provider_portal:fact_check", pk)


@require_http_methods(["GET", "POST"])
def dispute(request: Request, pk: int) -> HttpResponse:
    """Dispute an answer, once."""
    row = http.own_comment(request, pk)
    check = row.passage.fact_check
    form = DisputeForm(request.POST or None, initial={"version": row.version})
    if form.is_valid() and _saved(
        form, lambda: dispute_reply(request.access, row, **form.cleaned_data)
    ):
        messages.success(request, _("Ni har bestridit svaret. En andra läsare avgör."))
        return redirect("provider_portal:fact_check", check.pk)
    is_open = queries.may_dispute(check, row, today=clock.today())
    context = {"comment": row, "check": check, "form": form, "is_open": is_open}
    return http.show(request, "provider_portal/fact_check_dispute.html", context)


@require_GET
def attached(request: Request, pk: int, document_pk: int) -> HttpResponse:
    """Send a file that the provider attached to a comment."""
    row = http.own_comment(request, pk)
    found = [document for document in files_with([row]) if document.pk == document_pk]
    if not found:
        raise Http404
    return file_answer(found[0], open_document(request.access, found[0]))
