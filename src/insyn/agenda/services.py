"""Telling people of what waits: the digest to staff, reminders to providers."""

from collections.abc import Callable, Collection, Iterable
from datetime import date

from django.conf import settings
from django.db import models, transaction
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from insyn.accounts.models import Authority, User
from insyn.agenda.letters import digest_subject, digest_text, reminder_subject, reminder_text
from insyn.agenda.models import DigestChoice
from insyn.agenda.queries import duties
from insyn.agenda.rules import (
    MOST_LINES,
    DigestRhythm,
    grouped,
    is_digest_day,
    last_days_to_remind,
)
from insyn.followups.services.telling import tell_provider
from insyn.kernel.access import Access, Mandate, Role
from insyn.kernel.duties import Reminder
from insyn.kernel.errors import RuleViolation
from insyn.mailing.rules import MailKind
from insyn.mailing.services import MailFacts, queue_mail
from insyn.registry.models import Provider
from insyn.registry.queries import access_of

Source = Callable[[Collection[date]], Iterable[Reminder]]


@transaction.atomic
def choose_digest(user: User, *, rhythm: DigestRhythm) -> DigestChoice:
    """Keep how often the user wants the digest.

    Raises:
        RuleViolation: the user has no address to send it to.
    """
    if rhythm is not DigestRhythm.NEVER and not user.email:
        raise RuleViolation(
            _("Ditt konto saknar e-postadress. Be nämndens administratör att lägga till den.")
        )
    choice, _made = DigestChoice.objects.update_or_create(user=user, defaults={"rhythm": rhythm})
    return choice


def send_digests(today: date) -> int:
    """Send the digests of the day; return how many. Nobody gets an empty one, or two a day."""
    chosen = DigestChoice.objects.exclude(rhythm=DigestRhythm.NEVER).select_related("user")
    rows = chosen.filter(user__is_active=True).exclude(user__email="").exclude(sent_on=today)
    due = [row for row in rows if is_digest_day(DigestRhythm(row.rhythm), today)]
    return sum(_send_digest(row, today) for row in due)


@transaction.atomic
def _send_digest(choice: DigestChoice, today: date) -> bool:
    access = access_of(choice.user, origin="kommando")
    if not access.authority_ids:
        return False
    waiting = duties(access, today=today)
    count = len(waiting)
    if count:
        queue_mail(access, _digest(access, choice.user, waiting[:MOST_LINES], count, today))
    choice.sent_on = today
    choice.save(update_fields=["sent_on"])
    return bool(count)


def _digest(access: Access, user: User, first: list, count: int, today: date) -> MailFacts:  # type: ignore[type-arg]
    authority = Authority.objects.get(pk=min(access.authority_ids))
    return MailFacts(
        authority=authority,
        kind=MailKind.DIGEST,
        key=f"digest:{user.pk}:{today.isoformat()}",
        user=user,
        to_name=str(user),
        to_address=user.email,
        subject=digest_subject(count),
        text=digest_text(
            user.first_name or str(user),
            grouped(first, today),
            left=count - len(first),
            address=settings.BASE_ADDRESS + reverse("agenda:list"),
            settings_address=settings.BASE_ADDRESS + reverse("agenda:digest"),
        ),
        about=user,
    )


def remind_providers(today: date) -> int:
    """Remind providers of what has its last day soon, or had it; return how many mails.

    Run any number of times a day: each thing is reminded of once per day of the rhythm.
    """
    days = last_days_to_remind(today)
    if not days:
        return 0
    sources: tuple[Source, ...] = import_string(settings.REMINDER_SOURCES)
    return sum(
        _remind(reminder, days[reminder.due_on])
        for source in sources
        for reminder in source(days.keys())
    )


@transaction.atomic
def _remind(reminder: Reminder, offset: int) -> int:
    is_late = offset > 0
    authority = Authority.objects.get(pk=reminder.authority_id)
    about = reminder.about
    if not isinstance(about, models.Model):
        raise TypeError("a reminder is about a row")
    return tell_provider(
        Access.system("Insyn", mandates=(Mandate(authority.pk, Role.PLAN_OWNER),)),
        authority=authority,
        provider=Provider.objects.get(pk=reminder.provider_id),
        kind=MailKind(reminder.mail_kind),
        key=f"reminder:{reminder.key}:{offset}",
        subject=reminder_subject(reminder, is_late=is_late),
        text=reminder_text(reminder, authority=authority.name, is_late=is_late),
        about=about,
        leads_to=reminder.leads_to,
    )
