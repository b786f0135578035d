"""Create the first municipality, its board and the person who lets the others in."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from insyn.accounts import services
from insyn.accounts.services import NewMember, Person
from insyn.kernel.access import Access, Role
from insyn.kernel.errors import RuleViolation


class Command(BaseCommand):
    """``insyn new_installation --municipality Ekby --authority Socialnämnden --admin anna``."""

    help = (
        "Lägger upp en kommun och en nämnd med en nämndadministratör, och skriver ut "
        "administratörens engångslösenord. Kan köras igen för fler kommuner och nämnder."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--municipality", required=True, help="kommunens namn")
        parser.add_argument("--authority", required=True, help="nämndens namn")
        parser.add_argument("--admin", required=True, help="administratörens användarnamn")
        parser.add_argument("--first-name", default="", help="administratörens förnamn")
        parser.add_argument("--last-name", default="", help="administratörens efternamn")
        parser.add_argument(
            "--role",
            default=Role.AUTHORITY_ADMIN.value,
            choices=[Role.AUTHORITY_ADMIN.value, Role.SYSTEM_ADMIN.value],
            help="nämndadministratör (om inget anges) eller systemadministratör",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        del args
        person = Person(options["admin"], options["first_name"], options["last_name"])
        try:
            new = services.found_authority(
                Access.system("new_installation"),
                municipality=_required(options["municipality"], "--municipality"),
                name=_required(options["authority"], "--authority"),
                role=Role(options["role"]),
                person=person,
            )
        except RuleViolation as no:
            raise CommandError(str(no)) from no
        self._say(new)

    def _say(self, new: NewMember) -> None:
        self.stdout.write(f"{new.membership}: klart.")
        if new.one_time_password:
            self.stdout.write(f"Användarnamn: {new.membership.user.username}")
            self.stdout.write(f"Engångslösenord: {new.one_time_password}")
            self.stdout.write("Lösenordet visas bara här. Det byts vid första inloggningen.")
        else:
            self.stdout.write("Personen har redan ett konto och loggar in som vanligt.")


def _required(text: str, option: str) -> str:
    if not text.strip():
        raise CommandError(f"{option} får inte vara tomt.")
    return text.strip()
