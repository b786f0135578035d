"""What a submission sets going at the authority: proposed findings and a draft to assess."""

from django.db import transaction
from django.utils import timezone

from insyn.findings.services import remove_finding
from insyn.followups.rules import Event, State
from insyn.followups.services import apply_event
from insyn.kernel.access import Access, Mandate, Role
from insyn.surveys.models import ProposedFinding, Submission, SurveyAnswer, SurveyResponse
from insyn.surveys.queries.questions import questions_of
from insyn.surveys.rules import ProposalState
from insyn.surveys.rules.proposing import changed_between, proposed_by

NAME = "Insyn"
"""Who the trail names: nobody in the authority has done anything yet."""


@transaction.atomic
def propose_findings(response: SurveyResponse, submission: Submission) -> list[ProposedFinding]:
    """Store what the answers propose by the template's rules, and let the follow-up be a draft.

    Called by ``answers.submit`` inside its transaction, with the response locked. At a new
    submission only what came back or was changed is tried again: its proposals are withdrawn,
    with the findings that were made of them. What was decided about the others stands, and so
    does a refusal.
    """
    access = system_access(response.round.authority_id)
    only = _tried_again(access, response, submission)
    if only:
        _withdraw(access, response, only)
    today = timezone.localdate(submission.submitted_at)
    made = [
        ProposedFinding(
            response=response,
            question_id=found.question.pk,
            submission_number=submission.number,
            kind=found.proposal.kind.value,
            severity=found.proposal.severity.value if found.proposal.severity else "",
        )
        for found in proposed_by(
            questions_of(response.round), submission.answers, today=today, only=only
        )
    ]
    stored = ProposedFinding.objects.bulk_create(made)
    _write_draft(access, response)
    return stored


def _withdraw(access: Access, response: SurveyResponse, questions: set[int]) -> None:
    """Do away with what the answers to the questions proposed before they changed."""
    standing = (ProposalState.PROPOSED, ProposalState.ACCEPTED)
    rows = ProposedFinding.objects.visible_to(access).filter(
        response=response, question__in=questions, state__in=standing
    )
    for row in rows.select_related("finding__followup__contract__provider"):
        if row.finding is not None:
            remove_finding(access, row.finding)
        row.state, row.finding = ProposalState.WITHDRAWN, None
        row.version += 1
        row.save(update_fields=["state", "finding", "version"])


def system_access(authority_id: int) -> Access:
    """Return the asker behind what a provider's own act sets going in the authority."""
    return Access.system(NAME, mandates=(Mandate(authority_id, Role.REVIEWER),))


def _tried_again(
    access: Access, response: SurveyResponse, submission: Submission
) -> set[int] | None:
    """Return the questions to try again; None for a first submission, where all are new."""
    if submission.number == 1:
        return None
    rows = Submission.objects.visible_to(access).filter(response=response)
    before = rows.filter(number__lt=submission.number).order_by("-number").first()
    changed = changed_between(before.answers if before else {}, submission.answers)
    answers = SurveyAnswer.objects.visible_to(access).filter(response=response)
    returned = answers.filter(answered_at__gte=response.returned_at) if response.returned_at else ()
    return changed | {row.question_id for row in returned}


def _write_draft(access: Access, response: SurveyResponse) -> None:
    if response.followup is not None and response.followup.state == State.ONGOING:
        apply_event(access, response.followup, Event.WRITE)
