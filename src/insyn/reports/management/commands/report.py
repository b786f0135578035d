"""``insyn report yearly --authority A --year Y --out DIR``: the yearly report as files."""

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from insyn.accounts.models import Authority
from insyn.accounts.queries import authority_named
from insyn.kernel.access import Access, Mandate, Role
from insyn.kernel.errors import RuleViolation
from insyn.platform import clock
from insyn.reports.rules import ReportKind
from insyn.reports.services import ReportHead, create_period_report
from insyn.reports.services.year import title_of, yearly_files, yearly_report_of

FIRST_YEAR = 1990


class Command(BaseCommand):
    """Writes files; the database is changed only with ``--save``."""

    help = (
        "Skriver en nämnds årsrapport som Word, PDF, Excel och fakta. Finns rapporten i Insyn "
        "skrivs den som den står; annars räknas siffrorna nu och texterna föreslås av dem. "
        "Ingenting ändras i databasen om inte --save anges."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", choices=("yearly",), help="vilken rapport")
        parser.add_argument("--authority", required=True, help="”nämnd, kommun”")
        parser.add_argument("--year", required=True, type=int, help="vilket år, till exempel 2026")
        parser.add_argument("--out", required=True, type=Path, help="mapp att skriva i")
        parser.add_argument(
            "--save", action="store_true", help="spara också rapporten som utkast i Insyn"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        del args
        out, year = options["out"].resolve(), options["year"]
        _check(out, year)
        try:
            authority = authority_named(options["authority"])
            if options["save"]:
                self._save(authority, year)
            written = yearly_files(authority, year, today=clock.today())
        except RuleViolation as no:
            raise CommandError(str(no)) from no
        try:
            out.mkdir(parents=True, exist_ok=True)
            for name, content in written.files.items():
                (out / name).write_bytes(content)
        except OSError as error:
            raise CommandError(
                f"Det gick inte att skriva i ”{out}”: {error.strerror}. Ange en annan mapp."
            ) from error
        report = written.report
        state = f"läge: {report.get_state_display().lower()}" if report else "finns inte i Insyn än"
        self.stdout.write(f"Årsrapport {year} för {authority} ({state}). Skrev:")
        for name in written.files:
            self.stdout.write(f"- {out / name}")

    def _save(self, authority: Authority, year: int) -> None:
        if yearly_report_of(authority, year) is not None:
            self.stdout.write("Rapporten finns redan i Insyn och ändras inte.")
            return
        mandates = (Mandate(authority.pk, Role.PLAN_OWNER),)
        head = ReportHead(title_of(authority, year), "", date(year, 1, 1), date(year, 12, 31))
        create_period_report(
            Access.system("report", mandates=mandates),
            authority=authority,
            kind=ReportKind.YEARLY,
            head=head,
        )


def _check(out: Path, year: int) -> None:
    if not FIRST_YEAR <= year <= clock.today().year:
        raise CommandError(
            f"År {year} går inte att redovisa. Ange ett år från {FIRST_YEAR} till i år."
        )
    if out.exists() and not out.is_dir():
        raise CommandError(f"”{out}” är en fil. Ange en mapp att skriva i.")
