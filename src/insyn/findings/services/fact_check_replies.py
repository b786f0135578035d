"""What the authority answers in a fact check, and who decides when an answer is disputed."""

from django.db import transaction

from insyn.audit.rules import Facts
from insyn.findings.letters.fact_check import decided_mail, replies_mail
from insyn.findings.models import FactCheck, FactCheckComment
from insyn.findings.queries.fact_check import (
    check_facts,
    comment_facts,
    comments_of,
    fact_check_of,
)
from insyn.findings.queries.fact_check_words import words_of
from insyn.findings.rules.fact_check import (
    Stage,
    assess_refusal,
    disputable_until,
    reply_refusal,
    second_refusal,
    stage_of,
)
from insyn.findings.rules.lists import FactCheckState, Reply
from insyn.findings.services.fact_check_sending import locked_check, refuse, settle, tell
from insyn.followups.models import Followup
from insyn.followups.services import trail
from insyn.kernel.access import Access
from insyn.platform import clock
from insyn.platform.locking import locked_row


@transaction.atomic
def reply_to_comment(
    access: Access,
    comment: FactCheckComment,
    *,
    reply: Reply,
    text: str,
    version: int | None = None,
) -> FactCheckComment:
    """Answer one comment. The provider reads the answers when every comment has one.

    Raises:
        RuleViolation: nothing has been handed in, the answers have been told, or no reason.
        Outdated: somebody else answered first.
    """
    check = locked_check(access, comment.passage.fact_check)
    row = _locked_comment(access, comment, version)
    refuse(reply_refusal(check_facts(check, ()), text))
    row.reply, row.reply_text = reply, text.strip()
    row.replied_by_id, row.replied_on = access.user_id, clock.today()
    row.version += 1
    row.save(update_fields=["reply", "reply_text", "replied_by", "replied_on", "version"])
    said: Facts = {"passage": row.passage.number, "reply": reply.value}
    trail.note(access, "fact_check.replied", check.followup, said)
    _tell_when_all(access, check)
    return row


def _locked_comment(
    access: Access, comment: FactCheckComment, version: int | None
) -> FactCheckComment:
    rows = FactCheckComment.objects.visible_to(access).select_related("passage")
    return locked_row(rows, pk=comment.pk, version=version)


def _tell_when_all(access: Access, check: FactCheck) -> None:
    """Let the provider read the answers once all are given, with the days to dispute them."""
    comments = comments_of(access, check)
    if any(not row.reply for row in comments):
        return
    today = clock.today()
    check.replied_on, check.disputable_until = today, disputable_until(today)
    can_dispute = any(comment_facts(row).may_be_disputed for row in comments)
    if not can_dispute:
        settle(access, check)
    check.version += 1
    check.save()
    until = check.disputable_until if can_dispute else None
    tell(access, check, replies_mail(words_of(access, check.followup), until=until), mark="replies")


@transaction.atomic
def decide_dispute(
    access: Access,
    comment: FactCheckComment,
    *,
    reply: Reply,
    text: str,
    version: int | None = None,
) -> FactCheckComment:
    """Decide a disputed answer, as one who did not give it; this is final.

    Raises:
        RuleViolation: the asker gave the answer, nothing is disputed, or no reason.
        Outdated: somebody else decided first.
    """
    check = locked_check(access, comment.passage.fact_check)
    row = _locked_comment(access, comment, version)
    is_replier = access.user_id is None or row.replied_by_id == access.user_id
    refuse(second_refusal(comment_facts(row), is_replier=is_replier, text=text))
    row.second_reply, row.second_text = reply, text.strip()
    row.second_reader_id, row.second_on = access.user_id, clock.today()
    row.version += 1
    row.save()
    said: Facts = {"passage": row.passage.number, "reply": reply.value}
    trail.note(access, "fact_check.decided", check.followup, said)
    _settle_when_all(access, check)
    tell(access, check, decided_mail(words_of(access, check.followup)), mark=f"decided:{row.pk}")
    return row


def _settle_when_all(access: Access, check: FactCheck) -> None:
    facts = check_facts(check, comments_of(access, check))
    if stage_of(facts, clock.today()) == Stage.SETTLED:
        settle(access, check)
    check.version += 1
    check.save()


def settle_before_assessment(access: Access, followup: Followup) -> None:
    """Settle the fact check for good when the assessment is; also one that was not answered.

    Called inside the transaction that settles the assessment; the follow-up is locked.

    Raises:
        RuleViolation: the provider may still answer, or waits for an answer.
    """
    found = fact_check_of(access, followup)
    if found is None:
        return
    check = locked_check(access, found)
    facts, today = check_facts(check, comments_of(access, check)), clock.today()
    refuse(assess_refusal(facts, today))
    if check.state == FactCheckState.SETTLED:
        return
    if not check.is_handed_in:
        trail.note(access, "fact_check.not_answered", check.followup)
    settle(access, check)
    check.version += 1
    check.save()
