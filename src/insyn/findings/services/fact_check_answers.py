"""What the provider does in a fact check: comments, hands in, disputes or accepts an answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.db import transaction

from insyn.audit.rules import Facts
from insyn.documents.models import Document
from insyn.documents.rules import Direction
from insyn.documents.services import Paper, store_document
from insyn.findings.models import (
    FactCheck,
    FactCheckComment,
    FactCheckPassage,
    FactCheckQuerySet,
    OfPassage,
)
from insyn.findings.queries.fact_check import check_facts, comment_facts, files_with
from insyn.findings.rules.fact_check import (
    ARRIVED,
    Arrival,
    Stage,
    answer_refusal,
    dispute_refusal,
    hand_in_refusal,
    stage_of,
    typed_refusal,
)
from insyn.findings.rules.lists import FactCheckState
from insyn.findings.services.fact_check_sending import ABOUT, locked_check, refuse
from insyn.followups.models import Followup
from insyn.followups.rules import State
from insyn.followups.rules.correspondence import Medium, Way
from insyn.followups.services import trail
from insyn.followups.services.post import PostFacts, note_post
from insyn.kernel.access import Access, Permission, Secrecy
from insyn.kernel.errors import NotAllowed
from insyn.kernel.texts import personal_number_problem
from insyn.platform import clock
from insyn.platform.locking import locked_row


def _checks(access: Access, followup: Followup, arrival: Arrival | None) -> FactCheckQuerySet:
    """Return the checks as one who answers for the provider sees them.

    With ``arrival`` as one who carries out the follow-up does, to type in what came otherwise.
    """
    if arrival is not None:
        access.require(Permission.CARRY_OUT_FOLLOWUP, authority_id=followup.authority_id)
        return FactCheck.objects.visible_to(access)
    provider_id = followup.contract.provider_id
    if not access.answers_for(provider_id, authority_id=followup.authority_id):
        raise NotAllowed("answer-fact-check")
    return FactCheck.objects.shown_to_provider(access)


def _own_check(
    access: Access, followup: Followup, check_id: int, arrival: Arrival | None = None
) -> FactCheck:
    """Return the check locked, to one who answers for its provider or types in for it.

    Everything in a check is decided under this lock, so that two of the provider's people, or
    one who presses twice, never do the same thing twice.
    """
    rows = _checks(access, followup, arrival).select_related(*ABOUT)
    return locked_row(rows, pk=check_id)


def _closed(check: FactCheck, arrival: Arrival | None = None) -> str:
    """Return why nothing more can be said of the draft; empty when it can."""
    is_running = check.followup.state == State.FACT_CHECK
    day = arrival.came_in_on if arrival else clock.today()
    return answer_refusal(check_facts(check, ()), day, is_running=is_running)


def _said(access: Access, arrival: Arrival | None) -> OfPassage:
    rows = FactCheckComment.objects
    return rows.shown_to_provider(access) if arrival is None else rows.visible_to(access)


def _comments(
    access: Access, check: FactCheck, arrival: Arrival | None = None
) -> list[FactCheckComment]:
    return list(_said(access, arrival).filter(passage__fact_check=check))


@transaction.atomic
def comment_passage(
    access: Access,
    passage: FactCheckPassage,
    *,
    text: str,
    papers: Sequence[Paper] = (),
    version: int | None = None,
    arrival: Arrival | None = None,
) -> FactCheckComment | None:
    """Save what is wrong in a paragraph; not handed in yet. An empty text takes it away.

    ``version`` is the comment's, 0 for one that is new. With ``arrival`` somebody who carries
    out the follow-up types in what the provider said in another way.

    Raises:
        RuleViolation: it is handed in, the last day has passed, or a personal number is there.
        Outdated: a colleague changed the comment first.
    """
    followup = passage.fact_check.followup
    check = _own_check(access, followup, passage.fact_check_id, arrival)
    refuse(_closed(check, arrival))
    refuse(personal_number_problem(text))
    comment = _commented(_said(access, arrival), passage, version)
    if not text.strip() and not papers:
        _take_away(access, check, comment)
        return None
    comment.text = text.strip() or comment.text or _SEE_FILE
    comment.said_by_id, comment.said_at = access.user_id, clock.now()
    comment.save()
    for paper in papers:
        comment.documents.add(_stored(access, check, paper))
    said = {"passage": passage.number, "files": len(papers)}
    trail.note(access, "fact_check.commented", check.followup, said)
    return comment


_SEE_FILE = "Se bifogad fil."
"""What a comment says that is only a file."""


def _commented(rows: OfPassage, passage: FactCheckPassage, version: int | None) -> FactCheckComment:
    """Return the paragraph's comment locked, or a new one."""
    found = rows.filter(passage=passage).first()
    if found is None:
        return FactCheckComment(passage=passage)
    row = locked_row(rows, pk=found.pk, version=version)
    row.version += 1
    return row


def _take_away(access: Access, check: FactCheck, comment: FactCheckComment) -> None:
    if comment.pk:
        said = {"passage": comment.passage.number}
        trail.note(access, "fact_check.comment_removed", check.followup, said)
        comment.delete()


def _stored(access: Access, check: FactCheck, paper: Paper) -> Document:
    followup = check.followup
    filed = replace(
        paper,
        secrecy=max(Secrecy(followup.secrecy), paper.secrecy),
        direction=Direction.INCOMING,
        counterpart=str(followup.contract.provider),
    )
    return store_document(access, followup.authority, filed)


@transaction.atomic
def hand_in_fact_check(
    access: Access,
    check: FactCheck,
    *,
    has_no_remarks: bool = False,
    arrival: Arrival | None = None,
    papers: Sequence[Paper] = (),
) -> FactCheck:
    """Hand in the comments, or say that there is nothing to remark on. Twice is once.

    With ``arrival`` it came in another way that day; ``papers`` are the letter or mail.

    Raises:
        RuleViolation: the last day has passed, or what is said does not hold together.
    """
    row = _own_check(access, check.followup, check.pk, arrival)
    if row.is_handed_in:
        return row
    refuse(_closed(row, arrival))
    comments = _comments(access, row, arrival)
    refuse(hand_in_refusal(comments=len(comments), has_no_remarks=has_no_remarks))
    row.state = FactCheckState.SETTLED if has_no_remarks else FactCheckState.ANSWERED
    row.has_no_remarks = has_no_remarks
    row.answered_on = arrival.came_in_on if arrival else clock.today()
    row.answered_by_id = access.user_id
    row.came_by = arrival.came_by if arrival else Medium.PORTAL
    row.written_by = arrival.written_by.strip() if arrival else ""
    row.settled_on = clock.today() if has_no_remarks else None
    row.version += 1
    row.save()
    trail.note(access, "fact_check.answered", row.followup, {"comments": len(comments)})
    files = [_stored(access, row, paper) for paper in papers]
    _note_incoming(access, row, [*files, *files_with(comments)], comments=len(comments))
    return row


@dataclass(frozen=True, slots=True)
class TypedAnswer:
    """What a provider answered in another way: by whom and when, and what is wrong where.

    ``comments`` says what is wrong by the key of the paragraph; none of them is no remark.
    ``papers`` are the letter or the mail, if it has been scanned or saved.
    """

    arrival: Arrival
    comments: Mapping[int, str]
    papers: Sequence[Paper] = ()


@transaction.atomic
def type_in_answer(
    access: Access, check: FactCheck, *, answer: TypedAnswer, version: int | None = None
) -> FactCheck:
    """Type in an answer that came on paper or by mail, as the provider would have done itself.

    Raises:
        RuleViolation: the provider has answered or begun to, the day is impossible, or nobody
            is said to have written it.
        Outdated: somebody else changed the check first.
    """
    row = locked_check(access, check, version=version)
    arrival = answer.arrival
    refuse(
        typed_refusal(
            check_facts(row, ()),
            arrival,
            sent_on=row.sent_on,
            today=clock.today(),
            own_comments=len(_comments(access, row, arrival)),
        )
    )
    said = {key: text for key, text in answer.comments.items() if text.strip()}
    passages = FactCheckPassage.objects.visible_to(access).select_related("fact_check__followup")
    for passage in passages.filter(fact_check=row, pk__in=said):
        comment_passage(access, passage, text=said[passage.pk], arrival=arrival)
    facts: Facts = {"what": ARRIVED[arrival.came_by], "person": arrival.written_by.strip()}
    trail.note(access, "fact_check.typed_in", row.followup, facts)
    return hand_in_fact_check(
        access, row, has_no_remarks=not said, arrival=arrival, papers=answer.papers
    )


def _note_incoming(
    access: Access, check: FactCheck, documents: Sequence[Document], *, comments: int
) -> None:
    """Note the answer, and each file with it, as post that has come in."""
    followup = check.followup
    facts = PostFacts(
        authority=followup.authority,
        way=Way.INCOMING,
        party=str(followup.contract.provider),
        summary="Faktagranskning: inget att anmärka" if check.has_no_remarks
        else f"Faktagranskning: synpunkter på {comments} stycken",
        followup=followup,
        medium=Medium(check.came_by),
        dated_on=check.answered_on,
        about=check,
    )  # fmt: skip
    note_post(access, facts)
    for document in documents:
        note_post(access, replace(facts, summary=document.title, document=document))


@transaction.atomic
def dispute_reply(
    access: Access, comment: FactCheckComment, *, text: str, version: int | None = None
) -> FactCheckComment:
    """Say, once, that the answer is still wrong; somebody else in the authority then decides.

    Raises:
        RuleViolation: it has been disputed, is to be corrected, or the time is out.
        Outdated: somebody changed the comment first.
    """
    check = comment.passage.fact_check
    locked = _own_check(access, check.followup, check.pk)
    rows = FactCheckComment.objects.shown_to_provider(access).select_related("passage")
    row = locked_row(rows, pk=comment.pk, version=version)
    refuse(
        dispute_refusal(
            check_facts(locked, ()),
            comment_facts(row),
            text=text,
            today=clock.today(),
            is_assessed=locked.followup.state != State.FACT_CHECK,
        )
    )
    refuse(personal_number_problem(text))
    row.dispute, row.disputed_on = text.strip(), clock.today()
    row.version += 1
    row.save(update_fields=["dispute", "disputed_on", "version"])
    trail.note(access, "fact_check.disputed", locked.followup, {"passage": row.passage.number})
    return row


@transaction.atomic
def accept_replies(access: Access, check: FactCheck) -> FactCheck:
    """Say that the answers will do, so that nobody waits for the days to dispute them.

    Twice is once. Does nothing while a disputed answer waits for its second reader.
    """
    row = _own_check(access, check.followup, check.pk)
    facts = check_facts(row, _comments(access, row))
    if stage_of(facts, clock.today()) != Stage.DISPUTABLE:
        return row
    row.state, row.settled_on = FactCheckState.SETTLED, clock.today()
    row.version += 1
    row.save(update_fields=["state", "settled_on", "version"])
    trail.note(access, "fact_check.accepted", row.followup)
    return row
