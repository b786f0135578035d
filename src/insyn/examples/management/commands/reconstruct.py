"""``insyn reconstruct NAME --out DIR``: build a year anew and write its papers and facts."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from insyn.examples import board_plans, contract_survey, coordinated_2017, equal_terms_2021
from insyn.kernel.errors import RuleViolation

Rebuild = Callable[[str, Path | None, Path], list[str]]
"""Takes the name, another file of facts if any, and the folder; returns the warnings."""

INSIDE = "INSYN_THROWAWAY"


def _coordinated(name: str, facts_file: Path | None, out: Path) -> list[str]:
    del name
    built = coordinated_2017.build(coordinated_2017.read_facts(facts_file))
    return coordinated_2017.write_all(built, out)


def _plan(name: str, facts_file: Path | None, out: Path) -> list[str]:
    built = board_plans.build(board_plans.read_plan(name, facts_file))
    return board_plans.write_all(built, out)


def _plan_with_survey(name: str, facts_file: Path | None, out: Path) -> list[str]:
    """Write the plan's papers, then those of the survey that it tells of, and all facts."""
    built = board_plans.build(board_plans.read_plan(name, facts_file))
    said = board_plans.write_all(built, out)
    contract_survey.write_all(contract_survey.carry_out(built), out)
    return said


def _equal_terms(name: str, facts_file: Path | None, out: Path) -> list[str]:
    del name
    built = equal_terms_2021.build(equal_terms_2021.read_facts(facts_file))
    return equal_terms_2021.write_all(built, out)


KNOWN: Mapping[str, Rebuild] = {
    "coordinated_2017": _coordinated,
    **dict.fromkeys(board_plans.NAMES, _plan),
    "plan_2022_2024": _plan_with_survey,
    "equal_terms_2021": _equal_terms,
}


class Command(BaseCommand):
    """Work on a throw-away database, never on the one that is served."""

    help = "Bygger om ett känt uppföljningsår ur dess fakta och skriver handlingar och fakta."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", choices=tuple(KNOWN), help="vilken rekonstruktion")
        parser.add_argument("--out", required=True, type=Path, help="mapp att skriva i")
        parser.add_argument("--facts", type=Path, help="annan fil med fakta av samma form")

    def handle(self, *args: Any, **options: Any) -> None:
        del args
        facts_file = options["facts"].resolve() if options["facts"] else None
        out = options["out"].resolve()
        if out.exists() and not out.is_dir():
            raise CommandError(f"”{out}” är en fil. Ange en mapp att skriva i.")
        if os.environ.get(INSIDE):
            self._rebuild(options["name"], facts_file, out)
        else:
            _in_throwaway(options["name"], facts_file, out)

    def _rebuild(self, name: str, facts_file: Path | None, out: Path) -> None:
        call_command("migrate", verbosity=0)
        try:
            said = KNOWN[name](name, facts_file, out)
        except RuleViolation as no:
            raise CommandError(str(no)) from no
        for line in said:
            self.stdout.write(line)


def _in_throwaway(name: str, facts_file: Path | None, out: Path) -> None:
    """Run the same command in a process whose database and files disappear afterwards."""
    with tempfile.TemporaryDirectory() as place:
        env = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
        env |= {
            INSIDE: "1",
            "INSYN_VAR_DIR": place,
            "INSYN_SQLITE_FILE": f"{place}/throwaway.sqlite3",
        }
        extra = ["--facts", str(facts_file)] if facts_file else []
        code = "from insyn.config.cli import main; main()"
        said = subprocess.run(  # noqa: S603  our own interpreter and command
            [sys.executable, "-c", code, "reconstruct", name, "--out", str(out), *extra],
            env=env,
            check=False,
        )
    if said.returncode:
        sys.exit(said.returncode)
