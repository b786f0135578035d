"""Take in a delivery report from the mail server."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from insyn.kernel.access import Access
from insyn.kernel.errors import RuleViolation
from insyn.mailing.rules.bounces import MOST_BYTES
from insyn.mailing.services import note_bounce


class Command(BaseCommand):
    """``insyn note_bounce < message.eml``."""

    help = (
        "Läser en leveransrapport (bounce) från standard in och noterar vilket utskick som kom "
        "tillbaka. Koppla e-postserverns returadress till kommandot."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        del args, options
        raw = sys.stdin.buffer.read(MOST_BYTES)
        try:
            mail = note_bounce(Access.system("note_bounce"), raw)
        except RuleViolation as no:
            raise CommandError(str(no)) from no
        if mail is None:
            self.stdout.write("Mejlet är bara försenat. Inget är ändrat.")
        else:
            self.stdout.write(f"Utskick {mail.pk} har studsat: {mail.problem}")
