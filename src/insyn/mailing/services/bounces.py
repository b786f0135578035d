"""A delivery report that came back."""

from django.db import transaction

from insyn.kernel.access import Access
from insyn.kernel.errors import RuleViolation
from insyn.mailing.models import OutgoingMail
from insyn.mailing.rules import MailState, read_bounce
from insyn.mailing.rules.outcomes import PROBLEM_LENGTH
from insyn.mailing.services.delivery import tell
from insyn.platform.logs import without_links

LEFT = frozenset({MailState.SENDING, MailState.SENT, MailState.UNSURE, MailState.BOUNCED})


@transaction.atomic
def note_bounce(access: Access, raw: bytes) -> OutgoingMail | None:
    """Return the mail that the report tells has come back; None when it is only delayed.

    Raises:
        RuleViolation: it is no delivery report, or not about a mail that has left from here.
    """
    bounce = read_bounce(raw)
    if bounce is None:
        raise RuleViolation("Det här är ingen leveransrapport om ett utskick.")
    rows = OutgoingMail.objects.unscoped(reason="A report names its mail by an id nobody guesses.")
    mail = rows.select_for_update().filter(message_id=bounce.message_id, state__in=LEFT).first()
    if mail is None:
        raise RuleViolation("Leveransrapporten gäller inget utskick som har lämnat Insyn.")
    if not bounce.is_permanent:
        return None
    if mail.state != MailState.BOUNCED:
        mail.state = MailState.BOUNCED
        mail.problem = without_links(bounce.said)[:PROBLEM_LENGTH]
        mail.version += 1
        mail.save()
        tell(access, mail)
    return mail
