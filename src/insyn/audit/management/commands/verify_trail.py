"""Check that nobody has edited, removed or put in anything in the trail."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from insyn.audit.models import ChainHead
from insyn.audit.queries import broken_links


class Command(BaseCommand):
    """``insyn verify_trail``: exit 0 when every chain holds, else 1 and each break."""

    help = "Kontrollerar att spåret är helt: inget ändrat, borttaget eller inlagt i efterhand."

    def handle(self, *args: Any, **options: Any) -> None:
        del args, options
        breaks = broken_links()
        for item in breaks:
            self.stdout.write(f"nämnd {item.authority_id};händelse {item.number};{item.reason}")
        if breaks:
            raise CommandError(f"Spåret är brutet på {len(breaks)} ställen.")
        for head in ChainHead.objects.order_by("authority_id"):
            self.stdout.write(f"nämnd {head.authority_id};{head.number} händelser;{head.digest}")
        self.stdout.write(
            "Spåret är helt. Spara raderna ovan på ett annat ställe: med dem kan du senare visa "
            "att inget har kapats bort."
        )
