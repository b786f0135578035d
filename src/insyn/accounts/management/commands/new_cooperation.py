"""Create a cooperation, or change which authorities take part in it."""

import argparse
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from insyn.accounts import services
from insyn.accounts.models import Cooperation
from insyn.accounts.queries import authority_named, taking_part
from insyn.kernel.access import Access
from insyn.kernel.errors import RuleViolation
from insyn.platform import clock


class Command(BaseCommand):
    """``insyn new_cooperation --name N --lead "Socialnämnden, Ekby" --member "…, Norrby"``."""

    help = (
        "Lägger upp en samverkan mellan nämnder, eller ändrar vilka som deltar i en som finns. "
        "Kan köras igen: den som redan deltar fortsätter."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--name", required=True, help="vad samverkan heter")
        parser.add_argument("--lead", default="", help="sammanhållande nämnd: ”nämnd, kommun”")
        parser.add_argument(
            "--member", action="append", default=[], help="en nämnd som deltar; kan anges igen"
        )
        parser.add_argument(
            "--end", action="append", default=[], help="en nämnd som slutar; kan anges igen"
        )
        parser.add_argument(
            "--last-day",
            type=_day,
            help="sista dagen för dem som slutar, ÅÅÅÅ-MM-DD; annars slutar de genast",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        del args
        try:
            with transaction.atomic():
                cooperation = _arrange(Access.system("new_cooperation"), options)
        except RuleViolation as no:
            raise CommandError(str(no)) from no
        self.stdout.write(f"{cooperation}: klart. Deltar:")
        for place in taking_part(cooperation, today=clock.today()):
            note = ", sammanhållande" if place.authority_id == cooperation.lead_id else ""
            until = f", till och med {place.valid_to.isoformat()}" if place.valid_to else ""
            self.stdout.write(f"- {place.authority}{note}{until}")


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise CommandError(f"”{written}” är inget datum. Skriv det så här: 2026-11-21.") from error


def _arrange(access: Access, options: dict[str, Any]) -> Cooperation:
    cooperation = _with_lead(access, " ".join(options["name"].split()), options["lead"])
    for name in options["member"]:
        services.join_cooperation(access, cooperation, authority=authority_named(name))
    for name in options["end"]:
        authority, last_day = authority_named(name), options["last_day"]
        services.leave_cooperation(access, cooperation, authority=authority, last_day=last_day)
    return cooperation


def _with_lead(access: Access, name: str, lead: str) -> Cooperation:
    """Return the cooperation of that name, new or old, led by the authority if one is named."""
    cooperation = Cooperation.objects.filter(name=name).first()
    if cooperation is None:
        if not name or not lead:
            raise RuleViolation(
                f"Samverkan ”{name}” finns inte. Ange --name och --lead för att lägga upp den."
            )
        return services.found_cooperation(access, name=name, lead=authority_named(lead))
    if not lead:
        return cooperation
    leader = authority_named(lead)
    services.join_cooperation(access, cooperation, authority=leader)
    return services.choose_lead(access, cooperation, lead=leader)
