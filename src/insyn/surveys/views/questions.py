"""Pages about a round's questions: as the provider meets them, and one that is added."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from insyn.accounts.http import Request
from insyn.kernel.access import Access
from insyn.platform import clock
from insyn.platform.answers import answer_form
from insyn.registry.rules import Law
from insyn.surveys import services
from insyn.surveys.forms import rounds as forms
from insyn.surveys.http import about_round, may_send, round_at, round_to_change
from insyn.surveys.letters.invitations import invitation
from insyn.surveys.models import AddedQuestion, SurveyRound
from insyn.surveys.queries.addable import addable_questions, added_to
from insyn.surveys.queries.grounds import ground_of
from insyn.surveys.queries.questions import questions_of
from insyn.surveys.queries.rounds import figures_of
from insyn.surveys.rules.answering import Asking, section_shown
from insyn.surveys.rules.mail_words import SurveyWords
from insyn.surveys.rules.questions import asked_in_round, asked_now


@require_GET
def preview(request: Request, pk: int) -> HttpResponse:
    """Show the questions and the invitation as the provider meets them. Nothing is stored."""
    survey_round = round_at(request, pk)
    sections = questions_of(survey_round)
    questions = asked_in_round(sections)
    asked, known = asked_now(sections, {}), {one.code: one for one in questions}
    law = _law(request)
    context = {
        "round": survey_round,
        "tab": "questions",
        "sections": [section_shown(one, {}, Asking(asked=asked, known=known)) for one in sections],
        "asked": len(asked),
        "waiting": len(questions) - len(asked),
        "letter": invitation(_words(survey_round, law)),
        "law": law,
        "laws": [Law.SOL, Law.LSS],
        "added": added_to(request.access, survey_round),
        "may_add": may_send(request, survey_round)
        and survey_round.is_open
        and addable_questions(request.access, survey_round).exists(),
    }
    return render(request, "surveys/preview.html", context)


def _law(request: Request) -> Law:
    typed = request.GET.get("lag", "")
    return Law(typed) if typed in {Law.SOL, Law.LSS} else Law.SOL


def _words(survey_round: SurveyRound, law: Law) -> SurveyWords:
    return SurveyWords(
        board=str(survey_round.authority),
        title=survey_round.title,
        subject=_("verksamhetens namn"),
        concerns_from=survey_round.concerns_from,
        concerns_to=survey_round.concerns_to,
        due_on=survey_round.due_on,
        ground=ground_of(survey_round, law),
        contact=survey_round.contact,
        intro=survey_round.intro,
    )


@require_http_methods(["GET", "POST"])
def question_add(request: Request, pk: int) -> HttpResponse:
    """Ask which question is added to the running round, and why; tell how many it concerns."""
    survey_round = round_to_change(request, pk)
    form = forms.AddQuestionForm(
        request.access, survey_round, request.POST or None,
        initial={"version": survey_round.version},
    )  # fmt: skip
    page = about_round(
        survey_round,
        _("Lägg till en fråga"),
        done=_("Frågan är tillagd. Alla mottagare får ett mejl."),
        button=_("Lägg till frågan"),
        template="surveys/add_question.html",
        back="surveys:preview",
        figures=figures_of(request.access, survey_round, today=clock.today()),
        is_possible=survey_round.is_open
        and addable_questions(request.access, survey_round).exists(),
    )
    return answer_form(request, form, partial(_add, request.access, survey_round), page)


def _add(
    access: Access, survey_round: SurveyRound, *, is_sure: bool, **facts: object
) -> AddedQuestion:
    del is_sure
    return services.add_question(access, survey_round, **facts)  # type: ignore[arg-type]
