"""Whether IVO is to be told of a serious deficiency: the answer, and that it was told."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.audit.rules import Facts
from insyn.findings.models import Finding, InspectorateQuestion
from insyn.findings.rules.inspectorate import change_refusal, question_refusal, told_refusal
from insyn.followups.rules import State
from insyn.followups.services import trail
from insyn.kernel.access import Access, Permission
from insyn.kernel.errors import Outdated, RuleViolation
from insyn.platform import clock
from insyn.platform.locking import locked_row


@dataclass(frozen=True, slots=True)
class InspectorateAnswer:
    """A recorded yes or no about telling IVO, with the reason."""

    is_to_be_told: bool
    reason: str


@transaction.atomic
def answer_inspectorate(
    access: Access, finding: Finding, *, facts: InspectorateAnswer, version: int | None = None
) -> InspectorateQuestion:
    """Record whether IVO is to be told of the deficiency, and why; anew if somebody rethinks.

    Also after the result was sent: what is then learnt may change the answer.

    Raises:
        RuleViolation: it is no serious deficiency, nothing says why, or IVO has been told and the
            answer would be no.
        Outdated: somebody else answered after the page was read.
    """
    row = _locked(access, finding)
    _refuse(question_refusal(row.shown_kind, row.shown_severity, facts.reason))
    question = _question(access, row, version)
    _refuse(change_refusal(is_to_be_told=facts.is_to_be_told, told_on=question.told_on))
    question.is_to_be_told, question.reason = facts.is_to_be_told, facts.reason.strip()
    question.answered_by_id, question.answered_on = access.user_id, clock.today()
    question.save()
    said = {"finding": row.pk, "is_to_be_told": question.is_to_be_told}
    trail.note(access, "followup.inspectorate_answered", row.followup, said)
    return question


def _question(access: Access, finding: Finding, version: int | None) -> InspectorateQuestion:
    rows = InspectorateQuestion.objects.visible_to(access)
    found = rows.filter(finding=finding).first()
    if found is None:
        return InspectorateQuestion(finding=finding)
    if version == 0:  # the page showed no answer
        raise Outdated(_("Någon annan har svarat medan du läste. Läs in sidan igen och se svaret."))
    locked = locked_row(rows, pk=found.pk, version=version)
    locked.version += 1
    return locked


@dataclass(frozen=True, slots=True)
class Told:
    """When IVO was told, and the number the matter got there or here."""

    told_on: date
    case_number: str = ""


@transaction.atomic
def tell_inspectorate(
    access: Access, question: InspectorateQuestion, *, facts: Told, version: int | None = None
) -> InspectorateQuestion:
    """Note that IVO has been told.

    Raises:
        RuleViolation: it was not to be told, or not that day.
        Outdated: somebody else changed the answer first.
    """
    finding = _locked(access, question.finding)
    rows = InspectorateQuestion.objects.visible_to(access)
    row = locked_row(rows, pk=question.pk, version=version)
    refusal = told_refusal(
        is_to_be_told=row.is_to_be_told,
        seen_on=finding.seen_on,
        told_on=facts.told_on,
        today=clock.today(),
    )
    _refuse(refusal)
    row.told_on, row.case_number = facts.told_on, facts.case_number.strip()
    row.version += 1
    row.save(update_fields=["told_on", "case_number", "version"])
    said: Facts = {"finding": finding.pk, "told_on": row.told_on.isoformat(),
            "case_number": row.case_number}  # fmt: skip
    trail.note(access, "followup.inspectorate_told", finding.followup, said)
    return row


def _locked(access: Access, finding: Finding) -> Finding:
    """Return the finding locked, to one who may carry out its follow-up.

    So two who answer at the same time never both make an answer.
    """
    access.require(Permission.CARRY_OUT_FOLLOWUP, authority_id=finding.followup.authority_id)
    rows = Finding.objects.visible_to(access).select_related("followup__contract__provider")
    row = locked_row(rows, pk=finding.pk)
    if row.followup.state == State.CANCELLED:
        raise RuleViolation(_("Uppföljningen är inställd."))
    return row


def _refuse(sentence: str) -> None:
    if sentence:
        raise RuleViolation(_(sentence))
