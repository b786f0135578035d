"""Issuing the letters of a visit: Word and PDF, stored once; mail where the letter is for mail."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.urls import reverse

from insyn.accounts.models import Membership
from insyn.audit.rules import Facts
from insyn.documents.models import Document as StoredDocument
from insyn.documents.rules import Direction
from insyn.documents.services import Paper, store_document
from insyn.followups.models import Followup, Reviewer
from insyn.followups.rules import CARRIES_OUT
from insyn.followups.rules.correspondence import Medium, Way
from insyn.followups.services import trail
from insyn.followups.services.post import LetterFiling, PostFacts, file_letter, note_post
from insyn.followups.services.telling import tell_provider
from insyn.kernel import orgnr
from insyn.kernel.access import Access, Permission, Role, Secrecy
from insyn.mailing.rules import MailKind
from insyn.papers import pdf, word
from insyn.papers.content import Document
from insyn.platform import clock
from insyn.registry.rules import AgreementForm, OperatingForm
from insyn.visits import letters
from insyn.visits.letters import LetterWords, Mail, Someone, VisitLetterFacts
from insyn.visits.models import Visit, VisitLetter
from insyn.visits.rules import VisitKind
from insyn.visits.rules.carrying_out import VisitLetterKind
from insyn.visits.rules.life import letter_problem
from insyn.visits.services.locks import locked_visit, refuse, screened

_MADE = {
    VisitLetterKind.ANNOUNCEMENT: letters.announcement,
    VisitLetterKind.INSTRUCTION: letters.instruction,
    VisitLetterKind.THANKS: letters.thanks,
}
_MAILED = {
    VisitLetterKind.ANNOUNCEMENT: letters.announcement_mail,
    VisitLetterKind.THANKS: letters.thanks_mail,
}


@dataclass(frozen=True, slots=True)
class Issued:
    """A letter that has been issued, and how many at the provider were mailed about it.

    ``told`` is None for what is shown at the door and mailed to nobody.
    """

    letter: VisitLetter
    told: int | None


@transaction.atomic
def issue_visit_letter(
    access: Access, visit: Visit, kind: VisitLetterKind, *, words: LetterWords, version: int
) -> Issued:
    """Make the letter as Word and PDF; mail the provider of an announcement or confirmation.

    The instruction of an unannounced visit is kept as working material, out of the post and the
    diary, until it has been shown at the door.

    Raises:
        RuleViolation: the letter does not go with how the visit stands, or a text holds a
            personal number.
        Outdated: somebody else changed the visit first.
    """
    row, visit = locked_visit(access, visit, version=version)
    refuse(
        letter_problem(
            kind, state=visit.shown_state, is_announced=visit.is_announced,
            visit_kind=VisitKind(visit.kind),
        )
    )  # fmt: skip
    screened(words.wanted, words.message, *words.documents)
    facts = facts_of(access, row, visit)
    paper = _MADE[kind](facts, words, issued_on=clock.today())
    filed = _kept if kind == VisitLetterKind.INSTRUCTION else _sent
    made, fixed = filed(access, row, visit, paper)
    letter = VisitLetter(visit=visit, kind=kind, issued_on=paper.issued_on, word=made, pdf=fixed)
    letter.save()
    noted: Facts = {"visit": visit.pk, "letter": letter.pk, "kind": kind.value,
                    "issued_on": paper.issued_on.isoformat()}  # fmt: skip
    trail.note(access, "visit.letter_issued", row, noted)
    mailed = _MAILED.get(kind)
    told = _tell(access, row, letter, mailed(facts, words)) if mailed else None
    return Issued(letter, told)


def _sent(
    access: Access, followup: Followup, visit: Visit, paper: Document
) -> tuple[StoredDocument, StoredDocument]:
    filing = LetterFiling(
        authority=followup.authority,
        letter=paper,
        party=followup.contract.provider.name,
        followup=followup,
        about=visit,
    )
    return file_letter(access, filing)


def _kept(
    access: Access, followup: Followup, visit: Visit, paper: Document
) -> tuple[StoredDocument, StoredDocument]:
    del visit
    kept = [
        store_document(
            access,
            followup.authority,
            Paper(
                title=f"{paper.title}, uppföljning {followup.number}",
                file_name=f"{paper.title} {followup.number}.{extension}",
                content=content,
                secrecy=Secrecy(followup.secrecy),
                direction=Direction.WORKING,
                case_number=paper.case_number,
                counterpart=followup.contract.provider.name,
                dated_on=paper.issued_on,
            ),
        )
        for extension, content in (("docx", word.render(paper)), ("pdf", pdf.render(paper)))
    ]
    return kept[0], kept[1]


def note_shown(access: Access, followup: Followup, visit: Visit) -> None:
    """Let the instruction of a visit that has taken place become a letter out, in the post.

    Called inside the transaction that notes the visit as carried out.
    """
    rows = VisitLetter.objects.visible_to(access).filter(
        visit=visit, kind=VisitLetterKind.INSTRUCTION
    )
    shown = rows.select_related("word", "pdf").last()
    if shown is None:
        return
    for document in (shown.word, shown.pdf):
        document.direction = Direction.OUTGOING
        document.dated_on = visit.visited_on or shown.issued_on
        document.save(update_fields=["direction", "dated_on"])
    post = PostFacts(
        authority=followup.authority,
        way=Way.OUTGOING,
        party=followup.contract.provider.name,
        summary=f"{shown.pdf.title}, visat vid besöket",
        followup=followup,
        medium=Medium.MEETING,
        case_number=shown.pdf.case_number,
        document=shown.pdf,
        about=visit,
    )
    note_post(access, post)


def tell_of_cancelling(access: Access, followup: Followup, visit: Visit) -> int:
    """Mail the provider that a visit it was told of is off; return how many were told.

    Called inside the transaction that cancels the visit.
    """
    mail = letters.cancelled_mail(facts_of(access, followup, visit))
    return _mailed(access, followup, visit, f"visit:{visit.pk}:cancelled", mail)


def _tell(access: Access, followup: Followup, letter: VisitLetter, mail: Mail) -> int:
    key = f"visit:{letter.visit_id}:letter:{letter.pk}"
    return _mailed(access, followup, letter.visit, key, mail)


def _mailed(access: Access, followup: Followup, visit: Visit, key: str, mail: Mail) -> int:
    """Mail the provider; nobody of a guarded follow-up, for more read the mail than may know."""
    if followup.secrecy > Secrecy.INTERNAL:
        return 0
    return tell_provider(
        access,
        authority=followup.authority,
        provider=followup.contract.provider,
        kind=MailKind.VISIT,
        key=key,
        subject=mail.subject,
        text=mail.text,
        about=visit,
        leads_to=reverse("provider_portal:tasks"),
    )


def facts_of(access: Access, followup: Followup, visit: Visit) -> VisitLetterFacts:
    """Return what the letters about the visit have in common. Five queries."""
    authority, contract = followup.authority, followup.contract
    agreement = contract.agreement
    return VisitLetterFacts(
        authority=authority.name,
        municipality=authority.municipality.name,
        administration=authority.administration,
        signed_by=_signer(access, authority.pk),
        provider=contract.provider.name,
        org_number=orgnr.show(contract.provider.org_number),
        operating_form=OperatingForm(contract.provider.operating_form),
        agreement=agreement.title,
        agreement_form=AgreementForm(agreement.form),
        insight_clause=agreement.insight_clause,
        lot=followup.lot.name if followup.lot else "",
        case_number=agreement.case_number,
        followup=followup.number,
        reviewers=reviewers_of(access, followup),
        **_visit_facts(visit),
    )


def _visit_facts(visit: Visit) -> dict[str, Any]:
    return {
        "kind": VisitKind(visit.kind),
        "on": visit.visited_on or visit.planned_on,
        "starts_at": visit.starts_at,
        "ends_at": visit.ends_at,
        "place": visit.place,
        "unit": visit.unit.name if visit.unit else "",
        "purpose": visit.purpose,
    }


def _signer(access: Access, authority_id: int) -> str:
    roles = [
        mandate.role
        for mandate in access.mandates
        if mandate.authority_id == authority_id
        and access.may(Permission.CARRY_OUT_FOLLOWUP, authority_id=authority_id)
    ]
    own = [role for role in roles if role in CARRIES_OUT]
    return (own or roles)[0].label


def reviewers_of(access: Access, followup: Followup) -> tuple[Someone, ...]:
    """Return those who carry out the follow-up, each with the role they have there. Two queries."""
    rows = Reviewer.objects.visible_to(access).active().filter(followup=followup)
    users = [row.user for row in rows.select_related("user")]
    memberships = Membership.objects.current(clock.today()).filter(
        user__in=users, authority_id=followup.authority_id, role__in=CARRIES_OUT
    )
    roles = {row.user_id: Role(row.role).label for row in memberships}
    return tuple(Someone(str(user), roles.get(user.pk, ""), user.email) for user in users)
