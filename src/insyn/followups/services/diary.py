"""The diary: letters noted by hand, and what has been registered. Source: OSL 5 kap. 1–2 §§."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.audit.rules import Facts
from insyn.audit.services import Place, record
from insyn.documents.models import Document
from insyn.documents.rules import Direction
from insyn.documents.services import Paper, store_document
from insyn.followups.models import Correspondence, Followup
from insyn.followups.rules.correspondence import (
    Medium,
    Refusal,
    Way,
    correct_refusal,
    register_refusal,
)
from insyn.followups.services.locks import locked_followup
from insyn.followups.services.post import PostFacts, note_post
from insyn.followups.services.trail import note
from insyn.kernel.access import Access, Permission, Secrecy
from insyn.kernel.errors import RuleViolation
from insyn.kernel.texts import personal_number_problem
from insyn.platform import clock
from insyn.platform.locking import locked_row
from insyn.platform.text import tidy_line

TITLE_LENGTH = 200


@dataclass(frozen=True, slots=True)
class LetterByHand:
    """A letter that somebody notes: which way it went, with whom, when and about what."""

    way: Way
    medium: Medium
    dated_on: date
    party: str
    summary: str
    case_number: str = ""
    secrecy: Secrecy = Secrecy.INTERNAL
    papers: Sequence[Paper] = ()


@transaction.atomic
def note_letter(access: Access, followup: Followup, facts: LetterByHand) -> list[Correspondence]:
    """Note a letter that did not pass through the system; one post for each file, else one.

    Raises:
        RuleViolation: the day lies ahead, the short content holds a personal number, or a file
            may not be stored.
    """
    access.require(Permission.KEEP_DIARY, authority_id=followup.authority_id)
    row = locked_followup(access, followup)
    if facts.dated_on > clock.today():
        raise RuleViolation(_(Refusal.FUTURE.label))
    if problem := personal_number_problem(f"{facts.party} {facts.summary}"):
        raise RuleViolation(problem)
    secrecy = max(facts.secrecy, Secrecy(row.secrecy))
    files: list[Document | None] = [
        store_document(access, row.authority, _filed(paper, facts, secrecy))
        for paper in facts.papers
    ]
    posts = [_posted(access, row, facts, secrecy, document) for document in files or [None]]
    said: Facts = {
        "way": facts.way.value,
        "dated_on": facts.dated_on.isoformat(),
        "files": len(files),
    }
    note(access, "followup.letter_noted", row, said, secrecy=secrecy)
    return posts


def _posted(
    access: Access,
    followup: Followup,
    facts: LetterByHand,
    secrecy: Secrecy,
    document: Document | None,
) -> Correspondence:
    return note_post(
        access,
        PostFacts(
            authority=followup.authority,
            way=facts.way,
            party=facts.party,
            summary=facts.summary,
            followup=followup,
            medium=facts.medium,
            dated_on=facts.dated_on,
            case_number=facts.case_number,
            document=document,
            secrecy=secrecy,
            about=followup,
        ),
    )


def _filed(paper: Paper, facts: LetterByHand, secrecy: Secrecy) -> Paper:
    return replace(
        paper,
        title=paper.title[:TITLE_LENGTH],
        secrecy=secrecy,
        direction=Direction(facts.way.value),
        case_number=facts.case_number.strip(),
        counterpart=tidy_line(facts.party)[:TITLE_LENGTH],
        dated_on=facts.dated_on,
    )


@transaction.atomic
def register_posts(
    access: Access,
    chosen: Sequence[tuple[int, int]],
    *,
    case_number: str,
    registered_on: date | None = None,
) -> int:
    """Mark posts as registered in the diary under a case number; all of them or none.

    ``chosen`` are keys with the versions that the page showed. Returns how many.

    Raises:
        RuleViolation: nothing is chosen, one is registered already, the number is missing, or
            the day lies before a letter or ahead.
        Outdated: one was changed after the page was read.
    """
    day = registered_on or clock.today()
    if not chosen:
        raise RuleViolation(_(Refusal.NOTHING_CHOSEN.label))
    if day > clock.today():
        raise RuleViolation(_(Refusal.FUTURE.label))
    number = tidy_line(case_number)
    for pk, version in sorted(set(chosen)):
        _register(access, pk, version, number, day)
    return len(set(chosen))


def _register(access: Access, pk: int, version: int, number: str, day: date) -> None:
    rows = Correspondence.objects.visible_to(access)
    row = locked_row(rows, pk=pk)
    access.require(Permission.KEEP_DIARY, authority_id=row.authority_id)
    refusal = register_refusal(
        case_number=number,
        is_registered=row.registered_on is not None,
        dated_on=row.dated_on,
        registered_on=day,
    )
    if refusal:
        raise RuleViolation(_said(refusal, row))
    row = locked_row(rows, pk=pk, version=version)
    row.case_number, row.registered_on, row.registered_by_id = number, day, access.user_id
    _keep(access, row, "post.registered", before="")


@transaction.atomic
def correct_case_number(
    access: Access, post: Correspondence, *, case_number: str, version: int
) -> Correspondence:
    """Write the right case number of a registered post; nothing else of it can be changed.

    Raises:
        RuleViolation: it is not registered, or the number is missing or the same.
        Outdated: it was changed after the page was read.
    """
    access.require(Permission.KEEP_DIARY, authority_id=post.authority_id)
    row = locked_row(Correspondence.objects.visible_to(access), pk=post.pk, version=version)
    before, number = row.case_number, tidy_line(case_number)
    refusal = correct_refusal(old=before, new=number, is_registered=row.registered_on is not None)
    if refusal:
        raise RuleViolation(_said(refusal, row))
    row.case_number = number
    return _keep(access, row, "post.corrected", before=before)


def _said(refusal: Refusal, row: Correspondence) -> str:
    return _(refusal.label) % {
        "post": row.summary,
        "number": row.case_number,
        "dated_on": row.dated_on.isoformat(),
    }


def _keep(access: Access, row: Correspondence, event: str, *, before: str) -> Correspondence:
    row.version += 1
    row.save(update_fields=["case_number", "registered_on", "registered_by", "version"])
    place = Place(row.authority_id, Secrecy(row.secrecy))
    record(access, event, row, place=place, facts={"before": before, "after": row.case_number})
    return row
