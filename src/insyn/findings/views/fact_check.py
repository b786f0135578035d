"""Pages about the provider's fact check of a draft."""

from dataclasses import replace
from functools import partial
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from insyn.accounts.http import Request
from insyn.documents.http import made_paper
from insyn.findings.forms.fact_check import ProlongForm, ReplyForm, SendForm, TypedAnswerForm
from insyn.findings.letters.fact_check import exchange
from insyn.findings.models import FactCheck, FactCheckComment
from insyn.findings.queries import fact_check as queries
from insyn.findings.queries import fact_check_words as papers
from insyn.findings.rules.fact_check import check_due_on
from insyn.findings.rules.lists import Reply
from insyn.findings.services.fact_check_answers import type_in_answer
from insyn.findings.services.fact_check_replies import decide_dispute, reply_to_comment
from insyn.findings.services.fact_check_sending import prolong_fact_check, send_for_fact_check
from insyn.followups.http import (
    Tab,
    about_followup,
    say_told,
    seen_followup,
    written_followup,
)
from insyn.followups.models import Followup
from insyn.kernel.access import Permission
from insyn.platform import clock
from insyn.platform.answers import FormPage, answer_form

TAB = Tab("fact_check", "findings:fact_check")


@require_GET
def fact_check(request: Request, pk: int) -> HttpResponse:
    """Show the draft as it was sent beside what was said of it and how it reads now."""
    row = seen_followup(request, pk)
    page = queries.check_page(request.access, row, today=clock.today())
    context = {"followup": row, "page": page, "current": TAB.name}
    return render(request, "findings/fact_check.html", context)


@require_http_methods(["GET", "POST"])
def send(request: Request, pk: int) -> HttpResponse:
    """Send the draft to the provider."""
    row = written_followup(request, pk)
    initial = {"due_on": check_due_on(clock.today()), "version": row.version}
    form = SendForm(request.POST or None, initial=initial)
    page = about_followup(
        row,
        _("Skicka för faktagranskning"),
        tab=TAB,
        done=_("Utkastet är skickat för faktagranskning och brevet är klart."),
        button=_("Skicka till utföraren"),
        lead=_("Utföraren läser utkastet som det är nu, i numrerade stycken, och skriver vid det "
               "som är fel. Bedömningar, poäng och beställarens brister visas inte."),
    )  # fmt: skip
    passages = queries.present_passages(request.access, row)
    context = {**page.context, "passages": passages}
    page = _framed(page, "findings/fact_check_send.html", context)
    return answer_form(request, form, partial(_send, request, row), page)


def _framed(page: FormPage, template: str, context: dict[str, object]) -> FormPage:
    """Return what surrounds the form, in a template of its own."""
    return replace(page, template=template, context=context)


def _send(request: Request, row: Followup, **facts: Any) -> None:
    _check, told = send_for_fact_check(request.access, row, **facts)
    say_told(request, told)


@require_http_methods(["GET", "POST"])
def prolong(request: Request, pk: int) -> HttpResponse:
    """Give the provider longer time."""
    row = written_followup(request, pk)
    check = _latest(request, row)
    initial = {"version": check.version}
    form = ProlongForm(request.POST or None, initial=initial)
    page = about_followup(
        row,
        _("Ge utföraren längre tid"),
        tab=TAB,
        done=_("Utföraren har fått längre tid."),
        button=_("Spara"),
    )
    return answer_form(request, form, partial(_prolong, request, check), page)


def _latest(request: Request, row: Followup) -> FactCheck:
    check = queries.fact_check_of(request.access, row)
    if check is None:
        raise Http404
    return check


@require_http_methods(["GET", "POST"])
def type_in(request: Request, pk: int) -> HttpResponse:
    """Type in an answer that came on paper or by mail."""
    row = written_followup(request, pk)
    check = _latest(request, row)
    passages = list(queries.passages_of_check(request.access, check))
    initial = {"version": check.version, "came_in_on": clock.today()}
    sent = (request.POST or None, request.FILES or None)
    form = TypedAnswerForm(passages, *sent, initial=initial)
    page = about_followup(
        row,
        _("Skriv in utförarens svar"),
        tab=TAB,
        done=_("Svaret är inskrivet. Finns det synpunkter, svara på var och en."),
        button=_("Spara svaret"),
        lead=_("Gör det här bara när svaret har kommit på annat sätt än i Insyn. Skriv vid varje "
               "stycke vad utföraren säger är fel. Lämna alla tomma om de inte har något att "
               "anmärka."),
    )  # fmt: skip
    return answer_form(request, form, lambda **_said: _type_in(request, check, form), page)


def _type_in(request: Request, check: FactCheck, form: TypedAnswerForm) -> FactCheck:
    version = form.cleaned_data["version"]
    return type_in_answer(request.access, check, answer=form.answer(), version=version)


def _prolong(request: Request, check: FactCheck, **facts: Any) -> None:
    _check, told = prolong_fact_check(request.access, check, **facts)
    say_told(request, told)


@require_GET
def paper(request: Request, pk: int) -> HttpResponse:
    """Send the whole exchange as a PDF, for the file."""
    row = seen_followup(request, pk)
    _latest(request, row)
    today = clock.today()
    rounds = papers.said_rounds(request.access, row, today=today)
    document = exchange(papers.words_of(request.access, row), rounds, issued_on=today)
    return made_paper(document, name=f"faktagranskning-{row.number}", ending="pdf")


def _comment(request: Request, pk: int) -> FactCheckComment:
    """Return a comment that has been handed in, to one who carries out; else 404 or 403."""
    rows = FactCheckComment.objects.visible_to(request.access)
    handed_in = rows.filter(passage__fact_check__answered_on__isnull=False)
    related = handed_in.select_related("passage__fact_check__followup__contract__provider")
    row = get_object_or_404(related, pk=pk)
    authority_id = row.passage.fact_check.followup.authority_id
    request.access.require(Permission.CARRY_OUT_FOLLOWUP, authority_id=authority_id)
    return row


@require_http_methods(["GET", "POST"])
def reply(request: Request, pk: int) -> HttpResponse:
    """Answer a comment."""
    row = _comment(request, pk)
    initial = {"reply": row.reply, "text": row.reply_text, "version": row.version}
    form = ReplyForm(request.POST or None, initial=initial)
    return _answered(request, row, form, is_second=False)


@require_http_methods(["GET", "POST"])
def decide(request: Request, pk: int) -> HttpResponse:
    """Decide an answer that the provider disputes."""
    row = _comment(request, pk)
    form = ReplyForm(request.POST or None, initial={"version": row.version})
    return _answered(request, row, form, is_second=True)


def _answered(
    request: Request, row: FactCheckComment, form: ReplyForm, *, is_second: bool
) -> HttpResponse:
    act = decide_dispute if is_second else reply_to_comment
    followup = seen_followup(request, row.passage.fact_check.followup_id)
    page = about_followup(
        followup,
        _("Avgör det bestridda svaret") if is_second else _("Svara på synpunkten"),
        tab=TAB,
        done=_("Svaret är avgjort.") if is_second else _("Svaret på synpunkten är sparat."),
        button=_("Avgör") if is_second else _("Spara svaret"),
    )
    context = {**page.context, "comment": row, "is_second": is_second}
    framed = _framed(page, "findings/fact_check_reply.html", context)

    def save(*, reply: str, text: str, version: int) -> None:
        act(request.access, row, reply=Reply(reply), text=text, version=version)

    return answer_form(request, form, save, framed)
