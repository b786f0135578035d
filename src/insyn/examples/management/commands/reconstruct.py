"""``insyn reconstruct NAME --out DIR``: build a year anew and write its papers and facts."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from insyn.examples.coordinated_2017 import Built, build, read_facts, tell
from insyn.kernel.errors import RuleViolation
from insyn.papers import html, pdf, word
from insyn.platform import clock
from insyn.reports.letters import joint_report
from insyn.reports.queries import gather, locked_figures
from insyn.reports.rules import contradictions

NAMES = ("coordinated_2017",)
INSIDE = "INSYN_THROWAWAY"


class Command(BaseCommand):
    """Work on a throw-away database, never on the one that is served."""

    help = "Bygger om ett känt uppföljningsår ur dess fakta och skriver handlingar och fakta."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", choices=NAMES, help="vilken rekonstruktion")
        parser.add_argument("--out", required=True, type=Path, help="mapp att skriva i")
        parser.add_argument("--facts", type=Path, help="annan fil med fakta av samma form")

    def handle(self, *args: Any, **options: Any) -> None:
        del args
        facts_file = options["facts"].resolve() if options["facts"] else None
        out = options["out"].resolve()
        if os.environ.get(INSIDE):
            self._rebuild(facts_file, out)
        else:
            _in_throwaway(options["name"], facts_file, out)

    def _rebuild(self, facts_file: Path | None, out: Path) -> None:
        call_command("migrate", verbosity=0)
        try:
            built = build(read_facts(facts_file))
        except RuleViolation as no:
            raise CommandError(str(no)) from no
        for line in write_all(built, out):
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


def write_all(built: Built, out: Path) -> list[str]:
    """Write the report and the facts into the folder; return the warnings, one line each."""
    out.mkdir(parents=True, exist_ok=True)
    facts = gather(built.cast.lead.access("ansvarig"), built.report)
    issued_on = built.report.ends_on
    tree = joint_report(facts, issued_on=issued_on, figures=locked_figures(built.report))
    (out / "report.docx").write_bytes(word.render(tree))
    (out / "report.pdf").write_bytes(pdf.render(tree))
    (out / "report.html").write_text(html.standalone(tree), encoding="utf-8")
    with clock.pretend(issued_on):
        told = json.dumps(tell(built), ensure_ascii=False, indent=1)
    (out / "facts.json").write_text(told + "\n", encoding="utf-8")
    return [f"{found.code}: {found.sentence}" for found in contradictions(facts)]
