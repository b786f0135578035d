"""``insyn demo``: a municipality to look at, with everything in it."""

import os
import shutil
import socket
import subprocess
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import NoReturn

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, connections

from insyn.accounts.models import Municipality
from insyn.examples import board_plans, coordinated_2017, equal_terms_2021, frameworks
from insyn.examples.demonstration import PASSWORD
from insyn.examples.demonstration.building import BUILT, STARTED, build, has_mark, mark
from insyn.examples.demonstration.guide import guide
from insyn.examples.demonstration.post import deliver

HOST = "127.0.0.1"
PORTS_TRIED = 20


class Command(BaseCommand):
    """Builds the demonstration, tells who can log in, and serves it if asked to."""

    help = "Bygger en demonstration med påhittade uppgifter i en ny databas."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--serve", action="store_true", help="starta webbservern efteråt")
        parser.add_argument("--port", type=int, default=8000, help="webbserverns port")
        parser.add_argument(
            "--keep", action="store_true", help="behåll en demonstration som redan är byggd"
        )
        parser.add_argument(
            "--force", action="store_true", help="ta bort databasen även om den inte är en demo"
        )

    def handle(self, *, serve: bool, port: int, keep: bool, force: bool, **options: object) -> None:
        """Build unless a whole demonstration is to be kept; tell; serve."""
        del options
        if settings.PRODUCTION:
            raise CommandError(
                "Demonstrationen byggs inte i en installation i drift. Ta bort INSYN_PRODUCTION "
                "ur miljön om det här är en egen maskin."
            )
        if serve:
            port = self._found_port(port)
        if keep and _has_tables() and has_mark(BUILT):
            self.stdout.write("Demonstrationen är redan byggd och behålls.")
        else:
            self._build(is_forced=force)
        if serve:
            self._serve(port)
        else:
            self.stdout.write(guide())

    def _found_port(self, wished: int) -> int:
        """Return the port to serve on; the links in mail, also in what is built now, lead there."""
        port = _free_port(wished)
        if port != wished:
            self.stdout.write(f"Porten {wished} är upptagen. Porten {port} används i stället.")
        settings.BASE_ADDRESS = os.environ["INSYN_BASE_ADDRESS"] = f"http://{HOST}:{port}"
        return port

    def _serve(self, port: int) -> NoReturn:
        """Tell, and let the web server take over this process, so that Ctrl+C stops it."""
        call_command("collectstatic", interactive=False, verbosity=0)
        self.stdout.write(guide(f"http://{HOST}:{port}/"))
        self.stdout.flush()
        connections.close_all()
        _start_worker()
        server = (sys.executable, "-m", "gunicorn", "insyn.config.wsgi", "--bind", f"{HOST}:{port}")
        os.execv(sys.executable, (*server, "--workers", "2", "--threads", "4"))  # noqa: S606

    def _build(self, *, is_forced: bool) -> None:
        _check_may_be_removed(is_forced=is_forced)
        _remove()
        self.stdout.write("Bygger demonstrationen. Det tar ungefär en minut.")
        call_command("migrate", verbosity=0)
        mark(STARTED)
        facts = coordinated_2017.read_facts()
        coordinated_2017.build(facts, password=PASSWORD)
        frameworks.build(frameworks.read_told(), password=PASSWORD)
        for name in board_plans.NAMES:
            board_plans.build(board_plans.read_plan(name), password=PASSWORD)
        build()
        equal_terms_2021.build(equal_terms_2021.read_facts(), password=PASSWORD)
        deliver()
        mark(BUILT)


def _start_worker() -> None:
    """Let a process of its own send the mail, for as long as the web server lives."""
    code = "from insyn.config.cli import main; main()"
    words = (sys.executable, "-c", code, "work", "--beside-parent")
    subprocess.Popen(words, stdout=subprocess.DEVNULL)  # noqa: S603  our own command


def _has_tables() -> bool:
    return Municipality._meta.db_table in connection.introspection.table_names()


def _has_content() -> bool:
    return _has_tables() and Municipality.objects.exists()


def _check_may_be_removed(*, is_forced: bool) -> None:
    """Refuse to remove what may be somebody's work.

    Raises:
        CommandError: the database holds an installation that is not a demonstration.
    """
    if _has_content() and not (is_forced or has_mark(STARTED)):
        raise CommandError(
            "Databasen innehåller en installation som inte är en demonstration. Inget är ändrat. "
            "Peka ut en annan med INSYN_VAR_DIR eller DATABASE_URL, eller lägg till --force för "
            "att ta bort den."
        )


def _remove() -> None:
    """Empty the database, and take away the files of the documents that were in it."""
    if not _has_content():
        return
    if connection.vendor == "sqlite":
        name = str(connection.settings_dict["NAME"])
        connections.close_all()
        for ending in ("", "-wal", "-shm"):
            Path(f"{name}{ending}").unlink(missing_ok=True)
    else:
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE")
            cursor.execute("CREATE SCHEMA public")
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)
    shutil.rmtree(settings.EMAIL_FILE_PATH, ignore_errors=True)


def _free_port(first: int) -> int:
    """Return the first port from ``first`` that nobody listens on.

    Raises:
        CommandError: all of the twenty that are tried are taken.
    """
    for port in range(first, first + PORTS_TRIED):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if not _is_taken(probe, port):
                return port
    raise CommandError(f"Portarna {first}–{first + PORTS_TRIED - 1} är upptagna. Välj en annan.")


def _is_taken(probe: socket.socket, port: int) -> bool:
    try:
        probe.bind((HOST, port))
    except OSError:
        return True
    return False
