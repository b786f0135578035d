"""Handing in a response: once, whole, and then locked on the server."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from insyn.audit.rules import Facts
from insyn.audit.services import Place, record
from insyn.kernel.access import Access
from insyn.kernel.errors import Outdated, RuleViolation
from insyn.platform import clock
from insyn.surveys.models import Submission
from insyn.surveys.rules import RESPONSE_LIFECYCLE, ResponseEvent, ResponseState
from insyn.surveys.rules.operations import (
    DELEGATED,
    Unanswered,
    answers_to_hand_in,
    left_to_answer,
)
from insyn.surveys.rules.questions import asked_in_round, asked_now
from insyn.surveys.services.answers.locked import Held, held, values_of
from insyn.surveys.services.reviews import propose_findings

NAMED = (
    "contract__provider", "unit", "service_area", "followup", "round__authority__municipality"
)  # fmt: skip
"""What the trail and the receipt name."""


class OnlyAPart(RuleViolation):
    """The asker answers for a part, and somebody else hands in the whole."""


@transaction.atomic
def submit(
    access: Access, response_pk: int, *, key: UUID, seen_revision: int | None = None
) -> Submission:
    """Hand in the answers as they stand; afterwards nobody changes them.

    ``key`` is made by the page that sends: the same page sent twice hands in once, and returns
    the same submission. ``seen_revision`` is the response's revision that the page showed.

    Raises:
        SurveyResponse.DoesNotExist: there is none that the asker may answer.
        Unanswered: questions are left; it names them.
        Outdated: somebody changed an answer after the page was read.
        OnlyAPart: the asker answers only a part.
        RuleViolation: it is handed in already or closed.
    """
    response = held(access, response_pk, *NAMED)
    if not response.is_whole:
        raise OnlyAPart(_(DELEGATED))
    row, now = response.row, clock.now()
    rows = Submission.objects.shown_to_provider(access).filter(response=row)
    done = dict(rows.order_by().values_list("key", "pk"))
    if key in done:
        same = rows.get(pk=done[key])
        same.response = row
        return same
    answers = _answers(response, seen_revision)
    row.state = RESPONSE_LIFECYCLE.after(ResponseState(row.state), ResponseEvent.SUBMIT)
    row.submitted_at = now
    row.version += 1
    row.save(update_fields=["state", "submitted_at", "version"])
    made = Submission.objects.create(
        response=row,
        number=len(done) + 1,
        key=key,
        answers=answers,
        digest=digest_of(answers),
        submitted_at=now,
        submitted_by_id=response.user_id,
    )
    propose_findings(row, made)
    facts: Facts = {"number": made.number, "answers": len(answers), "digest": made.digest}
    record(
        access, "survey_response.submitted", row, place=Place(row.round.authority_id), facts=facts
    )
    return made


def _answers(response: Held, seen_revision: int | None) -> dict[str, dict[str, Any]]:
    """Return what is handed in, if nothing stands in the way."""
    response.check_open()
    if seen_revision is not None and seen_revision != response.row.revision:
        raise Outdated(
            _("Någon har ändrat ett svar medan du läste. Läs igenom svaren igen och lämna in.")
        )
    standings = response.standings()
    now = asked_now(response.sections, values_of(standings))
    asked = [one.pk for one in asked_in_round(response.sections) if one.pk in now]
    left = left_to_answer(asked, response.required(standings), standings)
    if left:
        raise Unanswered(_sentence(len(left)), left)
    return answers_to_hand_in(asked, standings)


def _sentence(count: int) -> str:
    return ngettext(
        "%(count)d fråga är inte besvarad. Svara på den och lämna sedan in.",
        "%(count)d frågor är inte besvarade. Svara på dem och lämna sedan in.",
        count,
    ) % {"count": count}


def digest_of(answers: Mapping[str, Any]) -> str:
    """Return the SHA-256 of the answers, the same whatever order they were written in."""
    said = json.dumps(answers, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(said.encode()).hexdigest()
