"""Answering a survey: the overview, and one area at a time."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from insyn.accounts.http import Request
from insyn.provider_portal import http
from insyn.provider_portal.forms import Typed, read_section
from insyn.provider_portal.http import moment
from insyn.surveys.queries.answering import Answering, answering
from insyn.surveys.queries.questions import questions_of
from insyn.surveys.queries.said import said
from insyn.surveys.rules import OperationOutcome
from insyn.surveys.rules.answering import Given, SectionShown
from insyn.surveys.rules.questions import AskedQuestion, asked_in_round
from insyn.surveys.services.answers import Ack, Locked, NoneOfTheirs, apply_operations
from insyn.surveys.services.opening import note_opened

FILES = "files-"
"""Before the key of a question: the button saves and goes on to its files."""


@require_GET
def survey(request: Request, pk: int) -> HttpResponse:
    """Show the areas of a survey, how far the answers have come, and who answers."""
    page = http.own_answering(request, pk)
    note_opened(request.access, page.response)
    context = {"page": page, "ground": http.ground(page), "next": next_left(page)}
    return http.show(request, "provider_portal/survey.html", context)


@require_http_methods(["GET", "POST"])
def survey_section(request: Request, pk: int, number: int) -> HttpResponse:
    """Show all questions of an area with their answers, and keep what is typed."""
    page = http.own_answering(request, pk)
    section = page.section(number)
    if section is None:
        raise Http404
    if request.method == "POST":
        return _keep(request, page, section)
    note_opened(request.access, page.response)
    return _show(request, page, section)


def _show(request: Request, page: Answering, section: SectionShown) -> HttpResponse:
    numbers = [area.number for area in page.sections]
    place = numbers.index(section.number)
    context = {
        "page": page,
        "section": section,
        "before": page.sections[place - 1] if place else None,
        "after": page.sections[place + 1] if place + 1 < len(numbers) else None,
        "form_key": uuid.uuid4(),
        "operations": _operations(page),
        "login": reverse("provider_portal:new_link") if http.came_by_link(request) else "",
        "ground": http.ground(page),
    }
    return http.show(request, "provider_portal/survey_section.html", context)


def _operations(page: Answering) -> str:
    """Return where the page's script sends answers; empty when nothing can be changed."""
    return "" if page.closed else reverse("provider_portal:operations", args=[page.response.pk])


@dataclass(frozen=True, slots=True)
class Kept:
    """What came of a form: how many answers were kept, and those that could not be."""

    count: int
    unkept: dict[int, Given]


def _keep(request: Request, page: Answering, section: SectionShown) -> HttpResponse:
    questions = {one.pk: one for one in asked_in_round(questions_of(page.response.round))}
    facts = {key: one.facts for key, one in questions.items()}
    typed = [one for one in read_section(section, facts, request.POST) if one.is_new]
    try:
        kept = _kept(request, page, typed, questions)
    except Locked as no:
        messages.error(request, str(no))
        kept = Kept(0, {one.question.pk: _unkept(one, str(no)) for one in typed})
    except NoneOfTheirs:
        raise Http404 from None
    after = answering(request.access, http.own_response(request, page.response.pk),
                      typed=kept.unkept)  # fmt: skip
    if kept.unkept:
        messages.error(request, _("Alla svar kunde inte sparas. Se vad som står vid frågorna."))
        return _show(request, after, after.section(section.number) or section)
    _thank(request, kept.count)
    return redirect(_onward(request, after, section))


def _kept(
    request: Request,
    page: Answering,
    typed: Sequence[Typed],
    questions: dict[int, AskedQuestion],
) -> Kept:
    if not typed:
        return Kept(0, {})
    form_key = request.POST.get("form_key", "")
    operations = [one.operation(form_key) for one in typed]
    applied = apply_operations(request.access, page.response.pk, operations)
    pairs = list(zip(typed, applied.acks, strict=True))
    unkept = {
        one.question.pk: given
        for one, ack in pairs
        if (given := _of_ack(one, ack, questions[one.question.pk])) is not None
    }
    return Kept(len(pairs) - len(unkept), unkept)


def _of_ack(typed: Typed, ack: Ack, question: AskedQuestion) -> Given | None:
    """Return what to show when the answer was not kept; None when it was."""
    if ack.outcome == OperationOutcome.APPLIED:
        return None
    if ack.outcome == OperationOutcome.REFUSED:
        return _unkept(typed, ack.problem)
    by = ack.by or _("Någon annan")
    sentence = _(
        "%(who)s har ändrat svaret medan du skrev. Ditt svar är inte sparat. Spara igen om ditt "
        "svar ska gälla."
    )
    theirs = said(question.facts, ack.value) or _("inget svar")
    shown = _unkept(typed, sentence % {"who": by})
    return replace(shown, revision=ack.revision, theirs=theirs)


def _unkept(typed: Typed, problem: str) -> Given:
    return replace(
        typed.question.given, value=typed.value, comment=typed.comment, problem=problem,
        revision=typed.seen_revision,
    )  # fmt: skip


def _thank(request: Request, count: int) -> None:
    if count:
        messages.success(request, _("Sparat på servern %(at)s.") % {"at": moment()})


def _onward(request: Request, page: Answering, section: SectionShown) -> str:
    """Return where the button leads: the next unanswered, another area, or the same page."""
    pk = page.response.pk
    here = reverse("provider_portal:survey_section", args=[pk, section.number])
    for name in ("confirm", "clear"):
        if request.POST.get(name, "").isdecimal():
            return f"{here}#fraga-{request.POST[name]}"
    wish = request.POST.get("next", "")
    if wish.startswith(FILES) and wish.removeprefix(FILES).isdecimal():
        return reverse("provider_portal:file_add", args=[pk, wish.removeprefix(FILES)[:9]])
    if wish != "unanswered":
        return here
    return next_left(page, after=section.number) or reverse(
        "provider_portal:survey_review" if page.is_whole else "provider_portal:survey", args=[pk]
    )


def next_left(page: Answering, *, after: int = 0) -> str:
    """Return the address of the next question that is left; empty if none.

    What came back comes first, then from the area on.
    """
    ahead = sorted(
        page.sections, key=lambda area: (not area.returned, area.number < after, area.number)
    )
    left = ((area, area.left[0]) for area in ahead if area.left)
    return next((address_of(page, area, one.pk) for area, one in left), "")


def address_of(page: Answering, area: SectionShown, question_pk: int) -> str:
    """Return the address of a question on the page of its area."""
    address = reverse("provider_portal:survey_section", args=[page.response.pk, area.number])
    return f"{address}#fraga-{question_pk}"
