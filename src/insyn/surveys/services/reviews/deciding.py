"""A person accepts, rejects or thinks again about a proposed finding."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from insyn.criteria.models import Section
from insyn.findings.models import Finding
from insyn.findings.rules import FindingKind, Severity, proposed_due
from insyn.findings.services import FindingFacts, add_finding, remove_finding
from insyn.kernel.access import Access
from insyn.kernel.errors import RuleViolation
from insyn.platform import clock
from insyn.platform.locking import locked_row
from insyn.platform.text import tidy_line
from insyn.surveys.models import ProposedFinding, SurveyResponse
from insyn.surveys.queries.demands import demands_of
from insyn.surveys.queries.questions import questions_of
from insyn.surveys.queries.said import said
from insyn.surveys.queries.submissions import newest_submissions
from insyn.surveys.rules import ProposalState
from insyn.surveys.rules.questions import AskedQuestion, SectionOfRound
from insyn.surveys.rules.reviewing import (
    decision_refusal,
    evidence_said,
    reason_refusal,
    requirement_said,
    seen_said,
    undoing_refusal,
)
from insyn.surveys.services.reviews.locks import followup_of, locked_for_review, note


@transaction.atomic
def accept_proposal(
    access: Access, proposal: ProposedFinding, *, version: int | None = None
) -> Finding:
    """Make a finding of the proposal: what was seen, the requirement and the required result.

    What the template does not say is left empty; such a deficiency cannot be sent until
    somebody has filled it in.

    Raises:
        RuleViolation: it is decided already, the answer has changed, or the answers are accepted.
        Outdated: somebody decided it after the page was read.
    """
    response = locked_for_review(access, proposal.response)
    row = _locked(access, proposal, version)
    _refuse(decision_refusal(response.shown_state, ProposalState(row.state)))
    finding = add_finding(
        access, followup_of(access, response), facts=_facts(access, response, row)
    )
    _decide(access, row, ProposalState.ACCEPTED, finding=finding)
    note(access, "proposal_accepted", response, {"question": _code(row), "kind": row.kind})
    return finding


@transaction.atomic
def reject_proposal(
    access: Access, proposal: ProposedFinding, *, reason: str, version: int | None = None
) -> ProposedFinding:
    """Say that the answer is no finding, and why; errors as ``accept_proposal``."""
    response = locked_for_review(access, proposal.response)
    row = _locked(access, proposal, version)
    _refuse(decision_refusal(response.shown_state, ProposalState(row.state)))
    said_why = tidy_line(reason)
    _refuse(reason_refusal(said_why, missing=_("Skriv varför förslaget avvisas.")))
    _decide(access, row, ProposalState.REJECTED, reason=said_why)
    facts = {"question": _code(row), "kind": row.kind, "reason": said_why}
    note(access, "proposal_rejected", response, facts)
    return row


@transaction.atomic
def undo_proposal(
    access: Access, proposal: ProposedFinding, *, version: int | None = None
) -> ProposedFinding:
    """Take back what was decided; a finding that was made of it goes away.

    Raises:
        RuleViolation: nothing has been decided, or the answers are accepted as a whole.
        Outdated: somebody changed it after the page was read.
    """
    response = locked_for_review(access, proposal.response)
    row = _locked(access, proposal, version)
    before = ProposalState(row.state)
    _refuse(undoing_refusal(response.shown_state, before))
    if row.finding is not None:
        remove_finding(access, row.finding)
    row.state, row.finding, row.reason = ProposalState.PROPOSED, None, ""
    row.decided_by = row.decided_at = None
    row.version += 1
    row.save()
    note(access, "proposal_undone", response, {"question": _code(row), "before": before.value})
    return row


def _locked(access: Access, proposal: ProposedFinding, version: int | None) -> ProposedFinding:
    rows = ProposedFinding.objects.visible_to(access).select_related(
        "question__section", "finding__followup__contract__provider"
    )
    return locked_row(rows, pk=proposal.pk, version=version)


def _refuse(sentence: str) -> None:
    if sentence:
        raise RuleViolation(_(sentence))


def _decide(
    access: Access,
    row: ProposedFinding,
    state: ProposalState,
    *,
    finding: Finding | None = None,
    reason: str = "",
) -> None:
    row.state, row.finding, row.reason = state, finding, reason
    row.decided_by_id, row.decided_at = access.user_id, clock.now()
    row.version += 1
    row.save()


def _code(row: ProposedFinding) -> str:
    return row.question.code or str(row.question.number)


def _facts(access: Access, response: SurveyResponse, row: ProposedFinding) -> FindingFacts:
    """Return what the finding says, from the answer, the question and its requirements."""
    section, asked = _place(response, row)
    submission = newest_submissions(access, [response.pk])[response.pk]
    seen_on = timezone.localdate(submission.submitted_at)
    value = submission.answers.get(str(asked.pk), {}).get("value")
    demands = demands_of(access, [asked.pk], response.contract, seen_on).get(asked.pk, ())
    severity = Severity(row.severity) if row.severity else Severity.MINOR
    home = Section.objects.visible_to(access).filter(
        pk=section.pk, version=response.round.template_version_id
    )
    return FindingFacts(
        kind=FindingKind(row.kind),
        section=home.first(),
        area=section.name,
        text=seen_said(asked.text, said(asked.facts, value)),
        requirement=requirement_said(demands),
        required_result=asked.facts.met_when,
        evidence=evidence_said(response.round.title, asked.number, seen_on),
        seen_on=seen_on,
        due_on=proposed_due(severity, clock.today()),
        severity=severity,
    )


def _place(response: SurveyResponse, row: ProposedFinding) -> tuple[SectionOfRound, AskedQuestion]:
    return next(
        (section, question)
        for section in questions_of(response.round)
        for question in section.questions
        if question.pk == row.question_id
    )
