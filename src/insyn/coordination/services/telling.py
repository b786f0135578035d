"""Mail to those who follow up in the coordinated authorities."""

from collections.abc import Collection, Iterable, Iterator, Sequence

from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse

from insyn.accounts.models import Authority, Membership, User
from insyn.coordination import letters
from insyn.coordination.letters import Mail
from insyn.coordination.models import DistrictShare, Instruction, NetworkMeeting
from insyn.coordination.queries.progress import Waiting, late_or_soon
from insyn.coordination.services.contacts import remind_contact
from insyn.kernel.access import Access, Role
from insyn.mailing.rules import MailKind
from insyn.mailing.services import MailFacts, queue_mail
from insyn.papers.wording import swedish_date
from insyn.platform import clock

WHO = (Role.PLAN_OWNER, Role.REVIEWER)
REMINDED_BEFORE = 14
"""Days before the last day on which those who have not reported are reminded."""


def people_at(authority_ids: Collection[int]) -> Iterator[tuple[int, User]]:
    """Yield those who follow up there and have an address, by authority. One query."""
    rows = Membership.objects.current(clock.today()).filter(
        Q(role__in=[role.value for role in WHO]), authority__in=authority_ids, user__is_active=True
    )
    seen: set[tuple[int, int]] = set()
    for row in rows.exclude(user__email="").select_related("user"):
        if (row.authority_id, row.user_id) not in seen:
            seen.add((row.authority_id, row.user_id))
            yield row.authority_id, row.user


def _tell(  # noqa: PLR0913  the facts of a mail, each by its name
    access: Access, sender: Authority, mails: Iterable[tuple[User, Mail]], *,
    key: str, about: models.Model, leads_to: str, kind: MailKind,
) -> int:  # fmt: skip
    told = 0
    for user, mail in mails:
        facts = MailFacts(
            authority=sender,
            kind=kind,
            key=f"{key}:{user.pk}",
            user=user,
            to_name=str(user),
            to_address=user.email,
            subject=mail.subject,
            text=mail.text,
            about=about,
            leads_to=leads_to,
        )
        queue_mail(access, facts)
        told += 1
    return told


def tell_of_instruction(
    access: Access, instruction: Instruction, shares: Sequence[DistrictShare]
) -> int:
    """Mail those who follow up in each coordinated authority; return how many.

    One who has been asked to report in by a link has got that mail.
    """
    by_authority = {one.authority_id: one for one in shares}
    asked = {one.contact_user_id for one in shares}
    mails = (
        (
            user,
            letters.instruction_mail(
                title=instruction.title,
                sender=instruction.authority.name,
                wanted=by_authority[authority_id].wanted,
                report_by=instruction.report_by,
            ),
        )
        for authority_id, user in people_at(set(by_authority) - {instruction.authority_id})
        if user.pk not in asked
    )
    return _tell(
        access, instruction.authority, mails, about=instruction, kind=MailKind.INVITATION,
        key=f"instruction:{instruction.pk}",
        leads_to=reverse("coordination:instruction", args=[instruction.pk]),
    )  # fmt: skip


def tell_of_meeting(
    access: Access, meeting: NetworkMeeting, authority_ids: Collection[int], *, is_off: bool = False
) -> int:
    """Ask those who follow up in each invited authority, or tell them that it is off."""
    when, sender = f"den {swedish_date(meeting.planned_on)}", meeting.authority.name
    if is_off:
        mail = letters.cancelled_mail(sender=sender, when=when)
    else:
        mail = letters.meeting_mail(
            sender=sender, when=when, place=meeting.place, agenda=meeting.items
        )
    others = set(authority_ids) - {meeting.authority_id}
    return _tell(
        access, meeting.authority, ((user, mail) for _id, user in people_at(others)),
        about=meeting, kind=MailKind.INVITATION,
        key=f"network:{meeting.pk}:{'off' if is_off else 'on'}:{meeting.version}",
        leads_to=reverse("coordination:meeting", args=[meeting.pk]),
    )  # fmt: skip


@transaction.atomic
def remind_districts(access: Access) -> int:
    """Mail those who have not reported: a fortnight before, and the day after the last day.

    Called once a day; one that a night missed goes out within a week, and none goes out twice.
    Returns how many have one, of today or of the days before.
    """
    told = 0
    for waiting in late_or_soon(clock.today(), before=REMINDED_BEFORE):
        mail, by_link = (_late_mail(waiting, by_link=by_link) for by_link in (False, True))
        key = (
            f"instruction_late:{waiting.instruction.pk}:{waiting.authority_id}"
            f":{'late' if waiting.is_late else 'soon'}"
        )
        told += remind_contact(access, waiting.share, by_link, key=key)
        people = people_at({waiting.authority_id})
        told += _tell(
            access, waiting.instruction.authority, ((user, mail) for _id, user in people),
            about=waiting.instruction, kind=MailKind.REMINDER,
            key=key, leads_to=reverse("coordination:progress"),
        )  # fmt: skip
    return told


def _late_mail(waiting: Waiting, *, by_link: bool) -> Mail:
    return letters.late_mail(
        title=waiting.instruction.title,
        sender=waiting.instruction.authority.name,
        left=waiting.left,
        report_by=waiting.instruction.report_by,
        is_late=waiting.is_late,
        by_link=by_link,
    )
