"""Letters in and out: what the diary is to know of each, and the papers of those we send."""

from dataclasses import dataclass
from datetime import date

from django.db import models, transaction
from django.utils.translation import gettext as _

from insyn.accounts.models import Authority
from insyn.audit.models import subject_of
from insyn.audit.services import Place, record
from insyn.documents.models import Document
from insyn.documents.rules import Direction
from insyn.documents.services import Paper, store_document
from insyn.followups.models import Correspondence, Followup
from insyn.followups.rules.correspondence import Medium, Way, summary_of
from insyn.kernel.access import Access, Secrecy
from insyn.papers import pdf, word
from insyn.papers.content import Document as Letter
from insyn.platform import clock
from insyn.platform.text import tidy_line
from insyn.registry.models import Contract

PARTY_LENGTH, SUMMARY_LENGTH, TITLE_LENGTH = 200, 300, 200
FILE_STEM_LENGTH = 150


@dataclass(frozen=True, slots=True)
class PostFacts:
    """A letter in or out: who, when and about what. ``party`` is the sender or the receiver.

    ``about`` is the row that gave rise to it. Without ``dated_on`` the document's day holds,
    else today; without ``contract`` the follow-up's.
    """

    authority: Authority
    way: Way
    party: str
    summary: str
    followup: Followup | None = None
    contract: Contract | None = None
    medium: Medium = Medium.LETTER
    dated_on: date | None = None
    case_number: str = ""
    document: Document | None = None
    secrecy: Secrecy = Secrecy.INTERNAL
    about: models.Model | None = None


@transaction.atomic
def note_post(access: Access, facts: PostFacts) -> Correspondence:
    """Return the letter as a post that waits for the diary.

    Called inside the transaction of the event that the letter is part of; whoever calls has
    asked whether the asker may. A post is never more open than its follow-up, and one about a
    single client says nothing of what the document is called.
    """
    followup, document = facts.followup, facts.document
    levels = [facts.secrecy, *(Secrecy(row.secrecy) for row in (followup, document) if row)]
    secrecy = max(levels)
    own_day = document.dated_on if document else None
    post = Correspondence(
        authority=facts.authority,
        secrecy=secrecy,
        followup=followup,
        contract=facts.contract or (followup.contract if followup else None),
        about=subject_of(facts.about) if facts.about else "",
        way=facts.way,
        medium=facts.medium,
        dated_on=facts.dated_on or own_day or clock.today(),
        party=tidy_line(facts.party)[:PARTY_LENGTH],
        summary=summary_of(tidy_line(facts.summary), secrecy)[:SUMMARY_LENGTH],
        case_number=facts.case_number.strip(),
        document=document,
        noted_by_id=access.user_id,
    )
    post.save()
    record(access, "post.noted", post, place=Place(facts.authority.pk, secrecy))
    return post


@dataclass(frozen=True, slots=True)
class LetterFiling:
    """A letter to be made, stored and noted. ``party`` is who gets it.

    Without ``title`` the letter's own is used, with the number of the follow-up. ``secrecy`` is
    raised to the follow-up's; without it the follow-up's own level holds, else internal. A letter
    about a single client needs ``retain_until``. ``way`` INTERNAL is for what is drawn up and
    kept, such as notes of a visit. ``is_draft`` is for what goes out before it is settled: the
    documents stay working material, which those who read only what has been reported never see.
    """

    authority: Authority
    letter: Letter
    party: str
    followup: Followup | None = None
    contract: Contract | None = None
    about: models.Model | None = None
    title: str = ""
    secrecy: Secrecy | None = None
    retain_until: date | None = None
    medium: Medium = Medium.LETTER
    way: Way = Way.OUTGOING
    is_draft: bool = False


@transaction.atomic
def file_letter(access: Access, facts: LetterFiling) -> tuple[Document, Document]:
    """Return the letter stored as Word and as PDF, and note one post, which has the PDF.

    The same rules as ``note_post``.
    """
    letter = facts.letter
    made = store_document(access, facts.authority, _paper(facts, word.render(letter), "docx"))
    fixed = store_document(access, facts.authority, _paper(facts, pdf.render(letter), "pdf"))
    note_post(
        access,
        PostFacts(
            authority=facts.authority,
            way=facts.way,
            party=facts.party,
            summary=fixed.title,
            followup=facts.followup,
            contract=facts.contract,
            medium=facts.medium,
            dated_on=letter.issued_on,
            case_number=letter.case_number,
            document=fixed,
            secrecy=Secrecy(fixed.secrecy),
            about=facts.about,
        ),
    )
    return made, fixed


def _paper(facts: LetterFiling, content: bytes, extension: str) -> Paper:
    letter, followup = facts.letter, facts.followup
    stem = f"{letter.title} {followup.number}" if followup else facts.title or letter.title
    return Paper(
        title=(facts.title or _title(letter, followup))[:TITLE_LENGTH],
        file_name=f"{_plain(stem)[:FILE_STEM_LENGTH].strip()}.{extension}",
        content=content,
        secrecy=_secrecy(facts),
        direction=Direction.WORKING if facts.is_draft else Direction(facts.way.value),
        case_number=letter.case_number,
        counterpart=facts.party[:PARTY_LENGTH],
        dated_on=letter.issued_on,
        retain_until=facts.retain_until,
    )


def _title(letter: Letter, followup: Followup | None) -> str:
    if followup is None:
        return letter.title
    return _("%(title)s, uppföljning %(number)s") % {
        "title": letter.title,
        "number": followup.number,
    }


def _plain(stem: str) -> str:
    """Return the name without what a file's name cannot hold."""
    return stem.replace("/", "-").replace("\\", "-").replace(":", "")


def _secrecy(facts: LetterFiling) -> Secrecy:
    """Return a level that is never more open than what the letter is about."""
    own = Secrecy(facts.followup.secrecy) if facts.followup else None
    known = [level for level in (own, facts.secrecy) if level is not None]
    return max(known, default=Secrecy.INTERNAL)
