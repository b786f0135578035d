"""What the provider's pages share: who may come in, and the shell around every page."""

from typing import Any, cast

from django.http import Http404, HttpResponse
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from insyn.accounts.http import BY_LINK_KEY, Request
from insyn.dialogues.models import AgreedPoint, DialogueMeeting
from insyn.findings.models import FactCheck, FactCheckComment, FactCheckPassage
from insyn.followups.models import DocumentRequest, Followup
from insyn.measures.models import (
    ActionPlan,
    CorrectiveAction,
    Letter,
    Sanction,
    SanctionLetter,
    Termination,
    TerminationLetter,
)
from insyn.platform import clock
from insyn.provider_portal.queries.results import access_to_result
from insyn.provider_portal.queries.shell import providers_of
from insyn.surveys.models import SurveyResponse
from insyn.surveys.queries import legal_ground
from insyn.surveys.queries.answering import Answering, answering

_ABOUT = ("contract__provider", "contract__agreement", "authority__municipality", "lot")
_OF_FOLLOWUP = tuple(f"followup__{path}" for path in _ABOUT)


def only_contacts(request: Request) -> None:
    """Answer 404 to one who answers for no provider and has been asked nothing in person.

    One who came by a personal link may have nothing left to do, and is told so instead.
    """
    is_asked = request.access.provider_ids or request.access.invitations
    if not is_asked and BY_LINK_KEY not in request.session:
        raise Http404


def own_plan(request: Request, pk: int) -> ActionPlan:
    """Return a plan asked of one of the asker's providers, or answer 404."""
    rows = ActionPlan.objects.shown_to_provider(request.access)
    return get_object_or_404(rows.select_related(*_OF_FOLLOWUP), pk=pk)


def own_action(request: Request, pk: int) -> CorrectiveAction:
    """Return an answer in a plan asked of one of the asker's providers, or answer 404."""
    rows = CorrectiveAction.objects.shown_to_provider(request.access)
    return get_object_or_404(
        rows.select_related("finding", "plan__followup__contract__provider"), pk=pk
    )


def own_check(request: Request, pk: int) -> FactCheck:
    """Return a fact check of one of the asker's providers, or answer 404."""
    rows = FactCheck.objects.shown_to_provider(request.access)
    return get_object_or_404(rows.select_related(*_OF_FOLLOWUP), pk=pk)


def own_passage(request: Request, pk: int) -> FactCheckPassage:
    """Return a paragraph of a draft sent to one of the asker's providers, or answer 404."""
    rows = FactCheckPassage.objects.shown_to_provider(request.access)
    related = rows.select_related(*(f"fact_check__{path}" for path in _OF_FOLLOWUP))
    return get_object_or_404(related, pk=pk)


def own_comment(request: Request, pk: int) -> FactCheckComment:
    """Return a comment by one of the asker's providers, or answer 404."""
    rows = FactCheckComment.objects.shown_to_provider(request.access)
    related = rows.select_related(*(f"passage__fact_check__{path}" for path in _OF_FOLLOWUP))
    return get_object_or_404(related, pk=pk)


def own_request(request: Request, pk: int) -> DocumentRequest:
    """Return a document request to one of the asker's providers, or answer 404."""
    rows = DocumentRequest.objects.shown_to_provider(request.access)
    return get_object_or_404(rows.select_related(*_OF_FOLLOWUP), pk=pk)


def own_result(request: Request, pk: int) -> Followup:
    """Return a follow-up sent to one of the asker's providers, or of their survey; or 404."""
    rows = Followup.objects.shown_to_provider(access_to_result(request.access, pk))
    return get_object_or_404(rows.select_related(*_ABOUT), pk=pk)


def own_letter(request: Request, pk: int) -> Letter:
    """Return a letter to one of the asker's providers, or answer 404."""
    rows = Letter.objects.shown_to_provider(request.access)
    return get_object_or_404(rows.select_related("word", "pdf"), pk=pk)


def own_meeting(request: Request, pk: int) -> DialogueMeeting:
    """Return a meeting that one of the asker's providers has been told of, or answer 404."""
    rows = DialogueMeeting.objects.shown_to_provider(request.access)
    about = ("contract__provider", "contract__agreement", "authority__municipality", "responsible")
    files = ("invitation", "invitation_word", "minutes", "minutes_word")
    return get_object_or_404(rows.select_related(*about, *files), pk=pk)


def own_point(request: Request, pk: int) -> AgreedPoint:
    """Return what was agreed with one of the asker's providers, or answer 404."""
    rows = AgreedPoint.objects.shown_to_provider(request.access)
    return get_object_or_404(rows.select_related("meeting__contract__provider"), pk=pk)


def own_sanction(request: Request, pk: int) -> Sanction:
    """Return a sanction that one of the asker's providers has been told of, or answer 404."""
    rows = Sanction.objects.shown_to_provider(request.access)
    about = ("contract__provider", "contract__agreement", "authority__municipality")
    return get_object_or_404(rows.select_related(*about, "contest_file"), pk=pk)


def own_sanction_letter(request: Request, pk: int) -> SanctionLetter:
    """Return a letter about such a sanction, or answer 404."""
    rows = SanctionLetter.objects.shown_to_provider(request.access)
    return get_object_or_404(rows.select_related("word", "pdf"), pk=pk)


def own_termination(request: Request, pk: int) -> Termination:
    """Return the end of a contract that one of the asker's providers knows of, or answer 404."""
    rows = Termination.objects.shown_to_provider(request.access)
    about = ("contract__provider", "contract__agreement", "authority__municipality", "decision")
    return get_object_or_404(rows.select_related(*about), pk=pk)


def own_termination_letter(request: Request, pk: int) -> TerminationLetter:
    """Return a letter about such an end, or answer 404."""
    rows = TerminationLetter.objects.shown_to_provider(request.access)
    return get_object_or_404(rows.select_related("word", "pdf"), pk=pk)


def own_response(request: Request, pk: int) -> SurveyResponse:
    """Return a survey response that the asker may answer, or answer 404."""
    rows = SurveyResponse.objects.shown_to_provider(request.access)
    told = rows.for_list().select_related("round__template_version", "contract__agreement")
    return get_object_or_404(told, pk=pk)


def own_answering(request: Request, pk: int) -> Answering:
    """Return a survey response with its questions and answers, or answer 404.

    One who has been given no part of it has no such survey.
    """
    page = answering(request.access, own_response(request, pk))
    if not page.sections and not page.is_whole:
        raise Http404
    return page


def only_whole(page: Answering) -> Answering:
    """Return the survey if the asker answers the whole of it, else answer 404."""
    if not page.is_whole:
        raise Http404
    return page


def ground(page: Answering) -> str:
    """Return on what legal ground the survey is asked."""
    return legal_ground(page.response)


def came_by_link(request: Request) -> bool:
    """Tell whether the asker came in by a personal link, and not with a password."""
    return BY_LINK_KEY in request.session


def moment() -> str:
    """Return the present moment in words: ”21 november 2026 kl. 14.05”."""
    now = timezone.localtime(clock.now())
    words = {"day": date_format(now, "j F Y"), "time": date_format(now, "H.i")}
    return _("%(day)s kl. %(time)s") % words


def show(request: Request, template: str, context: dict[str, Any]) -> HttpResponse:
    """Show a page in the provider's shell, which names whom the asker answers for.

    What the page weighs on the way is the reader's money: it is packed if they can unpack it.
    """
    names = providers_of(request.access)
    said = {"current_providers": names, "today": clock.today()} | context
    return _pack(request, render(request, template, said))


def _pack(request: Request, answer: HttpResponse) -> HttpResponse:
    return cast("HttpResponse", GZipMiddleware(lambda _request: answer)(request))
