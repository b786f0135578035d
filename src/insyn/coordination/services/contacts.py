"""Those who report in by a personal link: asked, asked anew, and no longer asked."""

from collections.abc import Iterable

from django.db import transaction
from django.urls import reverse

from insyn.accounts.models import User
from insyn.coordination import letters
from insyn.coordination.letters import Mail
from insyn.coordination.models import DistrictShare, Instruction, ReportDraft, SampledUnit
from insyn.coordination.rules import Refusal
from insyn.coordination.rules.instructions import contact_refusal
from insyn.coordination.services.locks import (
    locked_instruction,
    note,
    raised,
    refuse,
    screened,
)
from insyn.kernel.access import Access
from insyn.mailing.rules import MailKind, quarter_of
from insyn.mailing.services import MailFacts, person_at, queue_mail, revoke_links, stop_mails
from insyn.platform import clock
from insyn.platform.locking import locked_row

LEADS_TO = "coordination:link:parts"


def invite_contacts(
    access: Access, instruction: Instruction, shares: Iterable[DistrictShare]
) -> int:
    """Mail a personal link to each contact person with an address; return how many.

    Inside the transaction that issues the instruction.
    """
    told = 0
    for share in shares:
        if share.contact_email:
            _invite(access, instruction, share)
            told += 1
    return told


def _invite(access: Access, instruction: Instruction, share: DistrictShare) -> None:
    share.contact_user = person_at(
        access, instruction.authority_id, address=share.contact_email, name=""
    )
    share.save(update_fields=["contact_user"])
    mail = letters.link_mail(
        title=instruction.title,
        sender=instruction.authority.name,
        district=share.authority.name,
        wanted=share.wanted,
        report_by=instruction.report_by,
    )
    quarter = f"{quarter_of(clock.now()):%Y%m%d%H%M}"
    key = f"instruction_link:{share.pk}:{share.contact_user.pk}:{quarter}"
    _queue(access, share, share.contact_user, mail, MailKind.INVITATION, key)
    facts = {"authority": str(share.authority), "address": share.contact_email}
    note(access, "instruction.invited", instruction, instruction.authority_id, facts)


def remind_contact(access: Access, share: DistrictShare, mail: Mail, *, key: str) -> int:
    """Mail the one who reports in by link a reminder with a new link; return how many.

    The same key gives no second mail, also when it has gone to the same person with a role.
    """
    if share.contact_user is None:
        return 0
    whole = f"{key}:{share.contact_user.pk}"
    _queue(access, share, share.contact_user, mail, MailKind.REMINDER, whole)
    return 1


def queue_receipt(access: Access, share: DistrictShare, mail: Mail, *, key: str) -> None:
    """Mail the one who reports in by link that everything has come in."""
    if share.contact_user is not None:
        _queue(access, share, share.contact_user, mail, MailKind.RECEIPT, key)


def _queue(
    access: Access, share: DistrictShare, user: User, mail: Mail, kind: MailKind, key: str
) -> None:
    facts = MailFacts(
        authority=share.instruction.authority,
        kind=kind,
        key=key,
        user=user,
        to_name=share.contact or user.email,
        to_address=user.email,
        subject=mail.subject,
        text=mail.text,
        about=share,
        leads_to=reverse(LEADS_TO),
    )
    queue_mail(access, facts)


@transaction.atomic
def name_contact(
    access: Access, share: DistrictShare, *, contact: str, contact_email: str, version: int
) -> DistrictShare:
    """Say who reports in by link; the one who did so before is let in no longer.

    Mails a link at once when the instruction is in force. The same person again gets a new
    link, at most one in a quarter of an hour.

    Raises:
        RuleViolation: the instruction has been replaced, there is no address, or a text holds
            a personal number.
        Outdated: somebody else changed the instruction first.
    """
    of, row = _locked(access, share, version)
    refuse(None if contact_email.strip() else Refusal.NO_ADDRESS)
    (row.contact,) = screened(contact)
    before, row.contact_email = row.contact_user, contact_email.strip()
    row.full_clean(exclude=["instruction", "authority", "contact_user", "information"])
    if before is not None and before.email.casefold() != row.contact_email.casefold():
        _close(access, row, before)
    row.save()
    if of.is_published:
        _invite(access, of, row)
    raised(of)
    return row


@transaction.atomic
def end_contact(access: Access, share: DistrictShare, *, version: int) -> DistrictShare:
    """Let nobody report in by link any longer: links, the page, and mail not yet sent.

    What has been handed in stays, and so do the drafts for the next contact person.

    Raises:
        RuleViolation: nobody has any link, or the instruction has been replaced.
        Outdated: somebody else changed the instruction first.
    """
    of, row = _locked(access, share, version)
    if row.contact_user is None:
        refuse(Refusal.NO_LINK)
    assert row.contact_user is not None
    _close(access, row, row.contact_user)
    row.contact_email = ""
    row.save()
    raised(of)
    return row


def _locked(
    access: Access, share: DistrictShare, version: int
) -> tuple[Instruction, DistrictShare]:
    of = locked_instruction(access, share.instruction, version=version)
    refuse(contact_refusal(of.shown_state))
    rows = DistrictShare.objects.visible_to(access).select_related("authority", "contact_user")
    row = locked_row(rows, pk=share.pk)
    row.instruction = of
    return of, row


def _close(access: Access, row: DistrictShare, user: User) -> None:
    authority_id = row.instruction.authority_id
    stop_mails(access, authority_id, user=user, about=row)
    revoke_links(access, authority_id, user=user, about=row)
    row.contact_user = None
    facts = {"authority": str(row.authority), "address": user.email}
    note(access, "instruction.contact_ended", row.instruction, authority_id, facts)


def close_contacts(access: Access, old: Instruction) -> None:
    """Let nobody come in by a link to an instruction that has been replaced.

    Inside the transaction that replaces it; those who report in for the new one are asked anew.
    """
    rows = DistrictShare.objects.visible_to(access).filter(instruction=old)
    for row in rows.exclude(contact_user=None).select_related("authority", "contact_user"):
        row.instruction = old
        if row.contact_user is not None:
            _close(access, row, row.contact_user)
            row.save(update_fields=["contact_user"])


def take_over_drafts(old: Instruction, new: Instruction) -> None:
    """Let what contact persons have saved wait at the same units of the new instruction."""
    drafts = ReportDraft.objects.unscoped(
        reason="Det som är sparat följer med till den nya anvisningen utan att läsas."
    ).filter(sampled__instruction=old)
    sample = SampledUnit.objects.unscoped(
        reason="Urvalet i den nya anvisningen tar över det som är sparat."
    ).filter(instruction=new)
    places = {(one.authority_id, one.unit_id): one for one in sample}
    for draft in drafts.select_related("sampled"):
        place = places.get((draft.sampled.authority_id, draft.sampled.unit_id))
        if place is not None:
            draft.sampled = place
            draft.save(update_fields=["sampled"])
