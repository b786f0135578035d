"""What the pages of surveys share: finding the round, and what surrounds a form about it."""

from collections.abc import Callable
from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from insyn.accounts.http import Request
from insyn.kernel.access import Permission
from insyn.platform.answers import FormPage
from insyn.surveys.models import SurveyResponse, SurveyRound

PER_PAGE = 50
"""Rows of a list that one page shows."""

LONGEST_KEY = 17
"""Digits of a key in an address that every database can hold."""

ROUND_FORM = "surveys/round_form.html"
"""A form about something in a round; needs ``round`` in its context."""


def round_at(request: Request, pk: int, *, permission: Permission | None = None) -> SurveyRound:
    """Return the round of the address, with what every page of it names.

    Raises:
        Http404: there is none, or it is not for the asker to see.
        NotAllowed: the asker lacks the permission that is asked for.
    """
    rows = SurveyRound.objects.visible_to(request.access).select_related(
        "authority__municipality", "template_version__template", "activity__plan", "selection",
        "prefilled_from",
    )  # fmt: skip
    found = get_object_or_404(rows, pk=pk)
    if permission is not None:
        request.access.require(permission, authority_id=found.authority_id)
    return found


def key_in(typed: str) -> int | None:
    """Return the key that is typed in an address or sent by a form; None when it is none."""
    is_key = typed.isascii() and typed.isdigit() and len(typed) <= LONGEST_KEY
    return int(typed) if is_key else None


def round_to_change(request: Request, pk: int) -> SurveyRound:
    """Return the round to one who may send surveys; else answer 404 or 403."""
    return round_at(request, pk, permission=Permission.SEND_SURVEY)


def response_at(
    request: Request, pk: int, *, permission: Permission | None = None
) -> SurveyResponse:
    """Return the response of the address, with its round, contract and unit.

    Raises:
        Http404: there is none, or it is not for the asker to see.
        NotAllowed: the asker lacks the permission that is asked for.
    """
    rows = SurveyResponse.objects.visible_to(request.access).for_list()
    told = rows.select_related("round__template_version__template", "followup")
    found = get_object_or_404(told, pk=pk)
    if permission is not None:
        request.access.require(permission, authority_id=found.round.authority_id)
    return found


def may_send(request: Request, survey_round: SurveyRound) -> bool:
    """Tell whether the asker may prepare and send the round; for buttons."""
    return request.access.may(Permission.SEND_SURVEY, authority_id=survey_round.authority_id)


def about_round(  # noqa: PLR0913  the words of a page
    survey_round: SurveyRound,
    heading: str,
    *,
    done: str = "",
    button: str = "",
    lead: str | None = None,
    back: str = "surveys:round",
    template: str = ROUND_FORM,
    onward: Callable[[Any], str] | None = None,
    **context: object,
) -> FormPage:
    """Return what surrounds a form that leads back to the round, or to one of its tabs.

    ``back`` is the name of an address that takes the round's key.
    """
    return FormPage(
        template=template,
        heading=heading,
        back=reverse(back, args=[survey_round.pk]),
        done=done,
        button=button or _("Spara"),
        lead=str(survey_round) if lead is None else lead,
        onward=onward,
        context={"round": survey_round, **context},
    )
