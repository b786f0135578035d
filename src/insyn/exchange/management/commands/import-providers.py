"""Take in a list of providers from the command line."""  # noqa: N999  the name of the command

import json
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection

from insyn.accounts.models import Authority
from insyn.accounts.queries import cooperations_of
from insyn.exchange.queries.plans import plan_list
from insyn.exchange.queries.scope import Scope
from insyn.exchange.rules.kinds import ListKind
from insyn.exchange.rules.mixed.columns import KEYS
from insyn.exchange.rules.preview import ImportChoices, Preview, Profile
from insyn.exchange.services.lists import carry_out_import, preview_import
from insyn.kernel.access import Access, Mandate, Role
from insyn.kernel.errors import RuleViolation
from insyn.papers.sheets.checking import Problem, Severity
from insyn.papers.sheets.reading import MAX_FILE
from insyn.platform import clock
from insyn.registry.models import Agreement, ImportProfile, Provider

NAME = "import-providers"


class Command(BaseCommand):
    """``insyn import-providers FILE``: exit 0 and a summary, or 1 and every problem."""

    help = (
        "Läser in en lista över utförare (.xlsx eller .csv). Allt förs in eller inget. Varje fel "
        "skrivs på en egen rad: rad;cell;värde;mening."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FIL", type=Path)
        parser.add_argument(
            "--profile", help="sparad importprofil, eller en JSON-fil med kolumnernas rubriker"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="kontrollera filen utan att röra databasen"
        )
        parser.add_argument("--authority", help="nämnden som äger avtalen")
        parser.add_argument("--agreement", help="rubriken på avtalet som utförarna hör till")
        parser.add_argument("--sheet", type=int, help="bladets nummer, från 1")
        parser.add_argument("--heading-row", type=int, help="rubrikradens nummer, från 1")

    def handle(self, *args: object, **options: Any) -> None:
        del args
        file: Path = options["file"]
        try:
            problems = self._take_in(file, options)
        except RuleViolation as no:
            problems = [Problem(Severity.ERROR, 0, "", "", file.name, str(no))]
        for problem in problems:
            if problem.severity == Severity.WARNING:
                self.stderr.write(_line("varning", *_fields(problem)))
            else:
                self.stdout.write(_line(*_fields(problem)))
        if any(problem.severity == Severity.ERROR for problem in problems):
            raise SystemExit(1)

    def _take_in(self, file: Path, options: dict[str, Any]) -> list[Problem]:
        """Return everything there is to say of the file, having taken it in if it is fit."""
        is_dry, named = options["dry_run"], options["profile"]
        authority = None
        if not is_dry or (named and not Path(named).is_file()):
            _require_tables()
            authority = _authority(options["authority"])
        access = _access(authority)
        choices = ImportChoices(
            sheet=None if options["sheet"] is None else options["sheet"] - 1,
            heading_row=options["heading_row"],
            profile=_profile(access, authority, named),
        )
        preview = preview_import(_read(file), file.name, choices)
        if is_dry or not preview.is_fit:
            if preview.is_fit:
                self._say_rows(preview)
                self.stdout.write("Inget är infört: detta var en provkörning.")
            return list(preview.problems)
        return self._carry_out(access, authority, options["agreement"], preview)

    def _carry_out(
        self, access: Access, authority: Authority | None, title: str | None, preview: Preview
    ) -> list[Problem]:
        agreement = _agreement(access, authority, title)
        scope = Scope(access, authority, agreement, clock.today())
        found = plan_list(scope, preview).problems
        problems = sorted([*preview.problems, *found], key=lambda problem: problem.row)
        if any(problem.severity == Severity.ERROR for problem in found):
            return problems
        summary = carry_out_import(
            access, authority=authority, agreement=agreement, preview=preview
        )
        self._say_rows(preview)
        self.stdout.write(
            f"Utförare: {summary.created} nya, {summary.updated} ändrade, "
            f"{summary.unchanged} oförändrade. "
            f"Avtal: {summary.agreements} nya. Avtalsområden: {summary.lots} nya. "
            f"Kontrakt: {summary.contracts} nya."
        )
        if not (summary.created or summary.updated):
            self.stdout.write("Inget ändrades.")
        if preview.has_agreements and authority is None:
            self.stdout.write("Avtalen i filen fördes inte in: ange nämnd med --authority.")
        return problems

    def _say_rows(self, preview: Preview) -> None:
        rows, count = preview.row_count, len(preview.entries)
        self.stdout.write(f"{preview.file_name}: {rows} rader, {count} utförare.")
        for left_out in preview.left_out:
            self.stdout.write(f"Rad {left_out.row} lämnades utanför: {left_out.reason}")
        for note in preview.notes:
            self.stdout.write(note)


def _fields(problem: Problem) -> tuple[str, str, str, str]:
    return str(problem.row or ""), problem.cell, problem.value, problem.sentence


def _line(*fields: str) -> str:
    return ";".join(map(_quoted, fields))


def _quoted(text: str) -> str:
    """Return the text so that a reader of semicolon-separated lines gets it whole."""
    if ";" in text or text.startswith('"'):
        return '"' + text.replace('"', '""') + '"'
    return text


def _read(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(MAX_FILE + 1)
    except OSError as error:
        raise RuleViolation(f"Filen går inte att öppna ({error.strerror}).") from error


def _require_tables() -> None:
    if Provider._meta.db_table not in connection.introspection.table_names():
        raise RuleViolation("Databasen saknar tabeller. Kör ”insyn migrate” först.")


def _authority(name: str | None) -> Authority | None:
    """Return the authority by its own or its municipality's name; unnamed, the only one."""
    authorities = list(Authority.objects.select_related("municipality"))
    if name is None:
        return authorities[0] if len(authorities) == 1 else None
    wanted = name.casefold()
    found = [row for row in authorities if wanted in _names(row)]
    if len(found) == 1:
        return found[0]
    many = "Flera nämnder heter så" if found else "Nämnden finns inte"
    raise RuleViolation(f"{many}: ”{name}”. Skriv nämnd och kommun: {_listed(authorities)}.")


def _names(authority: Authority) -> set[str]:
    names = str(authority), authority.name, authority.municipality.name
    return {name.casefold() for name in names}


def _listed(rows: Iterable[object]) -> str:
    return "; ".join(map(str, rows)) or "det finns inga"


def _access(authority: Authority | None) -> Access:
    if authority is None:
        return Access.system(NAME)
    cooperations = cooperations_of({authority.pk}, today=clock.today())
    mandate = Mandate(
        authority.pk, Role.FINANCE_CONTROLLER, cooperations.get(authority.pk, frozenset())
    )
    return Access.system(NAME, mandates=(mandate,))


def _profile(access: Access, authority: Authority | None, named: str | None) -> Profile | None:
    """Return the headings of a JSON file or of a profile that the authority has saved."""
    if named is None:
        return None
    if Path(named).is_file():
        return _profile_of(Path(named))
    profiles = ImportProfile.objects.visible_to(access).filter(
        authority=authority, kind=ListKind.CONTRACT_LIST
    )
    profile = profiles.filter(name=named).first()
    if profile is None:
        raise RuleViolation(
            f"Importprofilen ”{named}” finns inte. Nämndens profiler: {_listed(profiles)}."
        )
    mapping: dict[str, str] = profile.mapping
    return mapping


def _profile_of(file: Path) -> Profile:
    try:
        read = json.loads(file.read_text("utf-8-sig"))
    except ValueError as error:
        raise RuleViolation("Profilen är inte en JSON-fil i UTF-8.") from error
    is_profile = isinstance(read, dict) and all(isinstance(text, str) for text in read.values())
    if not is_profile or not set(read) <= KEYS:
        keys = ", ".join(sorted(KEYS))
        raise RuleViolation(f"Profilen ska ge en rubrik per kolumn. Kolumnerna är: {keys}.")
    profile: dict[str, str] = read
    return profile


def _agreement(access: Access, authority: Authority | None, title: str | None) -> Agreement | None:
    if title is None:
        return None
    if authority is None:
        raise RuleViolation("Ange också nämnden som äger avtalet, med --authority.")
    owned = Agreement.objects.visible_to(access).filter(authority=authority)
    found = list(owned.filter(title=title))
    if len(found) == 1:
        return found[0]
    many = "Flera avtal heter så" if found else "Avtalet finns inte"
    raise RuleViolation(f"{many}: ”{title}”. Nämndens avtal: {_listed(owned)}.")
