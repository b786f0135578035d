"""The provider is invited, gets the minutes, or is told that a meeting is off."""

from django.db import transaction
from django.urls import reverse

from insyn.dialogues import letters
from insyn.dialogues.letters import ItemWords, Mail, MeetingWords, MinutesWords, PointWords
from insyn.dialogues.models import AgendaItem, AgreedPoint, DialogueMeeting
from insyn.dialogues.rules import MeetingState, Refusal
from insyn.dialogues.rules.life import invitation_refusal
from insyn.dialogues.services.locks import locked_meeting, note, raised, refuse, screened
from insyn.documents.models import Document
from insyn.followups.services.post import LetterFiling, file_letter
from insyn.followups.services.telling import tell_provider
from insyn.kernel import orgnr
from insyn.kernel.access import GRANTS, Access, Permission, Secrecy
from insyn.mailing.rules import MailKind
from insyn.papers.content import Document as Letter
from insyn.platform import clock


@transaction.atomic
def invite(access: Access, meeting: DialogueMeeting, *, message: str, version: int) -> int:
    """Send the invitation as letter and mail; return how many at the provider were mailed.

    It may be sent again when something has changed.

    Raises:
        RuleViolation: the meeting is over, its day has passed, the agenda is empty, or the
            message holds a personal number.
        Outdated: somebody else changed the meeting or its agenda first.
    """
    meeting = locked_meeting(access, meeting, version=version)
    (message,) = screened(message)
    words, today = _words(access, meeting), clock.today()
    refuse(
        invitation_refusal(
            meeting.shown_state, planned_on=meeting.planned_on, today=today,
            items=len(words.agenda),
        )
    )  # fmt: skip
    is_again = meeting.invited_on is not None
    paper = letters.invitation(words, message=message, is_again=is_again, issued_on=today)
    meeting.invitation_word, meeting.invitation = _filed(access, meeting, paper)
    meeting.state, meeting.invited_on = MeetingState.INVITED, today
    raised(meeting)
    note(access, "dialogue_meeting.invited", meeting, {"planned_on": words.on.isoformat()})
    mail = letters.invitation_mail(words, message=message, is_again=is_again)
    return _mailed(access, meeting, "invitation", mail)


@transaction.atomic
def send_minutes(access: Access, meeting: DialogueMeeting, *, version: int) -> int:
    """Send the minutes as letter and mail; return how many at the provider were mailed.

    They may be sent again when something has changed.

    Raises:
        RuleViolation: the meeting has not been noted as held.
        Outdated: somebody else changed the meeting first.
    """
    meeting = locked_meeting(access, meeting, version=version)
    refuse(None if meeting.state == MeetingState.HELD else Refusal.NOT_HELD)
    words, held = _words(access, meeting), _held(access, meeting)
    is_again = meeting.minutes_sent_on is not None
    today = clock.today()
    paper = letters.minutes(words, held, issued_on=today)
    meeting.minutes_word, meeting.minutes = _filed(access, meeting, paper)
    meeting.minutes_sent_on = today
    raised(meeting)
    note(access, "dialogue_meeting.minutes_sent", meeting, {"points": len(held.agreed)})
    mail = letters.minutes_mail(words, held, is_again=is_again)
    return _mailed(access, meeting, "minutes", mail)


def tell_of_cancelling(access: Access, meeting: DialogueMeeting) -> int:
    """Mail the provider that the meeting is off; return how many were mailed.

    Called inside the transaction that calls it off.
    """
    return _mailed(access, meeting, "cancelled", letters.cancelled_mail(_words(access, meeting)))


def _words(access: Access, meeting: DialogueMeeting) -> MeetingWords:
    authority, contract, who = meeting.authority, meeting.contract, meeting.responsible
    items = AgendaItem.objects.visible_to(access).filter(meeting=meeting)
    return MeetingWords(
        authority=authority.name,
        municipality=authority.municipality.name,
        administration=authority.administration,
        signed_by=_signer(access, authority.pk),
        contact=" ".join(filter(None, (str(who), who.email and f"({who.email})"))) if who else "",
        provider=contract.provider.name,
        org_number=orgnr.show(contract.provider.org_number),
        agreement=contract.agreement.title,
        case_number=contract.agreement.case_number,
        on=meeting.held_on or meeting.planned_on,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        mode=meeting.shown_mode,
        place=meeting.place,
        purpose=meeting.purpose,
        agenda=tuple(ItemWords(item.title, item.notes) for item in items),
    )


def _held(access: Access, meeting: DialogueMeeting) -> MinutesWords:
    points = AgreedPoint.objects.visible_to(access).filter(meeting=meeting)
    return MinutesWords(
        participants=meeting.participants,
        notes=meeting.notes,
        agreed=tuple(PointWords(row.text, row.shown_done_by.label, row.due_on) for row in points),
    )


def _signer(access: Access, authority_id: int) -> str:
    """Return the role that the asker signs in."""
    roles = [one.role for one in access.mandates if one.authority_id == authority_id]
    return next(role for role in roles if Permission.CARRY_OUT_FOLLOWUP in GRANTS[role]).label


def _filed(access: Access, meeting: DialogueMeeting, paper: Letter) -> tuple[Document, Document]:
    title = f"{paper.title} {meeting.held_on or meeting.planned_on}"
    filing = LetterFiling(
        authority=meeting.authority,
        letter=paper,
        party=meeting.contract.provider.name,
        contract=meeting.contract,
        about=meeting,
        title=title,
        secrecy=Secrecy.INTERNAL,
    )
    return file_letter(access, filing)


def _mailed(access: Access, meeting: DialogueMeeting, what: str, mail: Mail) -> int:
    return tell_provider(
        access,
        authority=meeting.authority,
        provider=meeting.contract.provider,
        kind=MailKind.MEETING,
        key=f"meeting:{meeting.pk}:{what}:{meeting.version}",
        subject=mail.subject,
        text=mail.text,
        about=meeting,
        leads_to=reverse("provider_portal:meeting", args=[meeting.pk]),
    )
