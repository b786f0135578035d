"""Let an authority coordinate others of its municipality, or end that."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from insyn.accounts.models import Coordination
from insyn.accounts.queries import authority_named
from insyn.coordination import services
from insyn.kernel.access import Access
from insyn.kernel.errors import RuleViolation
from insyn.platform import clock


class Command(BaseCommand):
    """``insyn new_coordination --coordinator "Socialnämnden, Ekby" --coordinated "…, Ekby"``."""

    help = (
        "Låter en nämnd samordna uppföljningen hos andra nämnder i kommunen, eller avslutar det. "
        "Kan köras igen: den som redan samordnas fortsätter."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--coordinator", required=True, help="den som samordnar")
        parser.add_argument(
            "--coordinated", action="append", default=[], help="en som samordnas; kan anges igen"
        )
        parser.add_argument(
            "--end", action="append", default=[], help="en som inte längre samordnas"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        del args
        access = Access.system("new_coordination")
        try:
            with transaction.atomic():
                coordinator = authority_named(options["coordinator"])
                for name in options["coordinated"]:
                    services.found_coordination(
                        access, coordinator=coordinator, coordinated=authority_named(name)
                    )
                for name in options["end"]:
                    _end(access, coordinator.pk, name)
        except RuleViolation as no:
            raise CommandError(str(no)) from no
        self.stdout.write(f"{coordinator} samordnar:")
        rows = Coordination.objects.current(clock.today()).filter(coordinator=coordinator)
        for row in rows.select_related("coordinated__municipality"):
            self.stdout.write(f"- {row.coordinated}")


def _end(access: Access, coordinator_id: int, name: str) -> None:
    rows = Coordination.objects.not_ended(clock.today()).filter(coordinator=coordinator_id)
    row = rows.filter(coordinated=authority_named(name)).first()
    if row is None:
        raise RuleViolation(f"{name} samordnas inte. Ange en nämnd som gör det.")
    services.end_coordination(access, row, last_day=None, version=row.version)
