"""What the pages of mail share."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as __

from insyn.accounts.http import Request
from insyn.documents.http import ListColumn, label
from insyn.kernel.access import Permission
from insyn.mailing.models import OutgoingMail
from insyn.mailing.queries import mails_seen
from insyn.mailing.rules import MailKind
from insyn.papers.excel import ColumnKind
from insyn.platform.templatetags.insyn_tags import iso

PER_PAGE = 50


def mail_at(request: Request, pk: int, *, to_change: bool = False) -> OutgoingMail:
    """Return the mail; answer 404 to one who may not see it, 403 to one who may not change it."""
    mail = get_object_or_404(mails_seen(request.access), pk=pk)
    if to_change:
        request.access.require(Permission.SEND_SURVEY, authority_id=mail.authority_id)
    return mail


MAIL_COLUMNS = (
    ListColumn(__("Nummer"), lambda mail: mail.pk, ColumnKind.INTEGER, width=10),
    ListColumn(__("Mottagare"), lambda mail: mail.to_name),
    ListColumn(__("Adress"), lambda mail: mail.to_address, width=32),
    ListColumn(__("Slag"), lambda mail: label(MailKind(mail.kind)), width=18),
    ListColumn(__("Ämne"), lambda mail: mail.subject, width=48),
    ListColumn(__("Läge"), lambda mail: label(mail.shown_state), width=20),
    ListColumn(__("Varför det inte gick"), lambda mail: mail.problem, width=40),
    ListColumn(__("I kö från"), lambda mail: iso(mail.queued_at), width=18),
    ListColumn(__("Skickat"), lambda mail: iso(mail.sent_at) if mail.sent_at else "", width=18),
    ListColumn(__("Försök"), lambda mail: mail.attempts, ColumnKind.INTEGER, width=10),
    ListColumn(__("Nämnd"), lambda mail: str(mail.authority), width=32),
)
"""The list of mail as a file."""
