"""A response is accepted as a whole, or opened again."""

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.findings.queries import bases_of
from insyn.findings.services import settle_followups, take_back_followup
from insyn.followups.rules import REPORTED, Outcome, State
from insyn.kernel.access import Access
from insyn.kernel.errors import RuleViolation
from insyn.platform import clock
from insyn.platform.text import tidy_line
from insyn.surveys.models import SurveyResponse
from insyn.surveys.queries.reviewing import found_in, reviewing
from insyn.surveys.queries.settling import areas_of, proposed_words
from insyn.surveys.rules import RESPONSE_LIFECYCLE, ResponseEvent
from insyn.surveys.rules.reviewing import reopening_refusal
from insyn.surveys.services.reviews.locks import followup_of, locked_for_review, note
from insyn.surveys.services.reviews.settling import settled


@transaction.atomic
def accept_response(
    access: Access,
    response: SurveyResponse,
    *,
    outcome: Outcome | None = None,
    overall_assessment: str = "",
    version: int | None = None,
) -> SurveyResponse:
    """Accept the answers as a whole and settle the assessment of the follow-up.

    Areas are assessed by the findings and the answers; what has been assessed by hand stands.
    Without ``outcome`` and words those that the findings give are written.

    Raises:
        RuleViolation: a proposal is not decided, an own question not answered, a question is in
            return, or the outcome rests on an action plan that nobody has handed in.
        Outdated: somebody changed the response after the page was read.
    """
    row = locked_for_review(access, response, version)
    page = reviewing(access, row)
    if page.refusals:
        raise RuleViolation(" ".join(_(refusal) for refusal in page.refusals))
    followup, found, areas = followup_of(access, row), found_in(access, row), areas_of(access, row)
    given, words = proposed_words(row, followup, found, bases_of(access, followup))
    counted = {area.pk: page.counted(area.pk) for area in page.sections}
    said = settled(followup, areas, counted, found, outcome=outcome or given,
                   overall_assessment=overall_assessment or words)  # fmt: skip
    settle_followups(access, followup.authority_id, facts=[said])
    accept(row)
    row.save(update_fields=["state", "accepted_at", "version"])
    note(access, "accepted", row, {"conclusion": said.outcome.value, "findings": len(found)})
    return row


def accept(row: SurveyResponse) -> None:
    """Let the locked row be accepted; whoever calls has asked the rules and saves it."""
    row.state = RESPONSE_LIFECYCLE.after(row.shown_state, ResponseEvent.ACCEPT)
    row.accepted_at = clock.now()
    row.version += 1


@transaction.atomic
def reopen_response(
    access: Access, response: SurveyResponse, *, reason: str, version: int | None = None
) -> SurveyResponse:
    """Open accepted answers again: the acceptance and the settled assessment are void.

    Raises:
        RuleViolation: they are not accepted, no reason is given, or feedback has been sent.
        Outdated: somebody changed the response after the page was read.
    """
    row = locked_for_review(access, response, version)
    followup, said = followup_of(access, row), tidy_line(reason)
    is_sent = followup.state in REPORTED
    if refusal := reopening_refusal(row.shown_state, is_sent=is_sent, reason=said):
        raise RuleViolation(_(refusal))
    row.state = RESPONSE_LIFECYCLE.after(row.shown_state, ResponseEvent.REOPEN)
    row.accepted_at = None
    row.version += 1
    row.save(update_fields=["state", "accepted_at", "version"])
    if followup.state == State.ASSESSED:
        take_back_followup(access, followup)
    note(access, "reopened", row, {"reason": said})
    return row
