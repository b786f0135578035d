"""Anyone tells the board something. Nobody is asked who they are, and no address is stored."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.core import signing
from django.db import transaction
from django.utils.translation import gettext as _

from insyn.accounts.models import Authority
from insyn.kernel.access import Access, Mandate, Role
from insyn.kernel.errors import RuleViolation
from insyn.mailing.models import LinkGuess
from insyn.mailing.rules import quarter_of
from insyn.mailing.services.guesses import seal_of
from insyn.platform import clock
from insyn.registry.models import Provider
from insyn.signals.models import Signal
from insyn.signals.queries.open_form import providers_of
from insyn.signals.rules import Severity, SignalCategory, SignalSource
from insyn.signals.rules.open_form import SENT_ALLOWED, FormRefusal, time_refusal
from insyn.signals.services.noting import SignalFacts, note_signal
from insyn.signals.services.writing import refuse

SALT = "insyn.signals.open_form"


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody wants the board to know, and how to reach them if they want to be."""

    provider: Provider
    text: str
    happened_on: date
    contact: str = ""


def seal_for(authority: Authority) -> str:
    """Return a seal that says when the page was opened, and for which board."""
    return signing.dumps({"board": authority.pk, "at": clock.now().timestamp()}, salt=SALT)


@transaction.atomic
def tell(authority: Authority, told: Told, *, seal: str, sender: str) -> Signal:
    """Note what somebody told through the open form; the same page sent twice gives one signal.

    Other words of the same page are another message: whoever is thanked has been heard.

    Raises:
        RuleViolation: the page was open too short or too long, too much has come from the same
            address, or the text holds a personal number.
    """
    refuse(time_refusal(_opened_at(authority, seal), clock.now()))
    _count(sender)
    access = _anyone(authority)
    if told.provider not in providers_of(authority):
        raise RuleViolation(_("Välj en utförare i listan."))
    return note_signal(
        access,
        authority=authority,
        provider=told.provider,
        facts=SignalFacts(
            source=SignalSource.OPEN_FORM,
            category=SignalCategory.OTHER,
            severity=Severity.MEDIUM,
            happened_on=told.happened_on,
            text=told.text,
            key=_key_of(told, seal),
            is_protected=True,
            contact=told.contact,
        ),
    )


def _key_of(told: Told, seal: str) -> str:
    said = (seal, str(told.provider.pk), told.happened_on.isoformat(), told.text, told.contact)
    return f"open_form:{hashlib.sha256(chr(0).join(said).encode()).hexdigest()}"


def _anyone(authority: Authority) -> Access:
    """Return an asker that leaves no trace of who it was."""
    mandate = Mandate(authority.pk, Role.PLAN_OWNER)
    return Access.system(_("Öppet formulär"), mandates=(mandate,))


def _opened_at(authority: Authority, seal: str) -> datetime:
    try:
        said: Any = signing.loads(seal, salt=SALT)
        is_ours = said["board"] == authority.pk
        opened_at = datetime.fromtimestamp(said["at"], tz=UTC)
    except (signing.BadSignature, KeyError, TypeError, ValueError) as wrong:
        raise RuleViolation(_(FormRefusal.NOT_READ.label)) from wrong
    if not is_ours:
        refuse(FormRefusal.NOT_READ)
    return opened_at


def _count(sender: str) -> None:
    """Count a message of the sender, whose address is sealed; stop one too many."""
    now, seal = clock.now(), seal_of(f"open_form {sender}")
    earlier = LinkGuess.objects.filter(sender=seal, at__gte=quarter_of(now))
    if earlier.count() >= SENT_ALLOWED:
        refuse(FormRefusal.TOO_MANY)
    LinkGuess.objects.create(sender=seal, at=now)
