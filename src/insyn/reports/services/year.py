"""The yearly report of a board as files, also when nobody has made it in the system yet."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO

from insyn.accounts.models import Authority
from insyn.documents.services import open_document
from insyn.kernel.access import Access
from insyn.papers import pdf, word
from insyn.papers.excel import write_book
from insyn.reports.letters import first_texts, general_report
from insyn.reports.letters.annex import annex_sheets
from insyn.reports.models import Report
from insyn.reports.queries.general import counted_until, general_facts
from insyn.reports.queries.rows import rows_said
from insyn.reports.queries.tables import counting, reading, tables_now
from insyn.reports.rules import ReportKind
from insyn.reports.rules.general import GeneralFacts, PassageSaid
from insyn.reports.rules.layouts import places_of
from insyn.reports.rules.locked import as_values, fingerprint
from insyn.reports.services.common import RELATED
from insyn.reports.services.papers import EXCEL, PDF, WORD, issued_paper


@dataclass(frozen=True, slots=True)
class YearlyFiles:
    """The files by name, and the report of the system that they are of, if there is one."""

    files: Mapping[str, bytes]
    report: Report | None


def yearly_report_of(authority: Authority, year: int) -> Report | None:
    """Return the board's own report of the whole year, the latest if there are several."""
    rows = Report.objects.visible_to(counting(authority)).select_related(*RELATED)
    found = rows.filter(
        authority=authority,
        kind=ReportKind.YEARLY,
        starts_on=date(year, 1, 1),
        ends_on=date(year, 12, 31),
        service_area=None,
        operating_form="",
    )
    return found.order_by("pk").last()


def yearly_files(authority: Authority, year: int, *, today: date) -> YearlyFiles:
    """Return the yearly report as Word, PDF, Excel and facts. Nothing is written anywhere.

    A report that stands in the system is given as it stands, and what was issued as it was
    issued; else the figures are counted now and the texts are those that they propose.
    """
    access = counting(authority)
    report = yearly_report_of(authority, year)
    facts = general_facts(access, report) if report else _counted_now(access, authority, year)
    tables = facts.all_tables
    out = BytesIO()
    sheets = annex_sheets(tables, rows_said(reading(access, authority), tables))
    write_book(out, sheets, title=facts.title, made_on=today)
    tree = general_report(facts, issued_on=(report and report.decided_on) or today)
    made = {WORD: word.render(tree), PDF: pdf.render(tree), EXCEL: out.getvalue()}
    files = {f"report.{ending}": content for ending, content in made.items()}
    if report is not None:
        for ending in made:
            issued = issued_paper(report, ending)
            if issued is not None:
                files[f"report.{ending}"] = open_document(access, issued)
    files["facts.json"] = _facts_file(facts)
    return YearlyFiles(files, report)


def title_of(authority: Authority, year: int) -> str:
    """Return what the yearly report of a board is called until somebody calls it otherwise."""
    return f"Uppföljning av utförare {year}, {authority.name}"[:200]


def _counted_now(access: Access, authority: Authority, year: int) -> GeneralFacts:
    unsaved = Report(
        authority=authority,
        kind=ReportKind.YEARLY,
        starts_on=date(year, 1, 1),
        ends_on=date(year, 12, 31),
    )
    facts = GeneralFacts(
        kind=ReportKind.YEARLY,
        title=title_of(authority, year),
        board=authority.name,
        administration=authority.administration,
        municipality=authority.municipality.name,
        case_number="",
        starts_on=unsaved.starts_on,
        ends_on=unsaved.ends_on,
        tables=tables_now(access, unsaved),
        counted_until=counted_until(unsaved),
    )
    texts = first_texts(facts)
    places = places_of(ReportKind.YEARLY)
    said = (PassageSaid(place, place.label, texts.get(place, "")) for place in places)
    return replace(facts, passages=tuple(said))


def _facts_file(facts: GeneralFacts) -> bytes:
    tables = [as_values(table) for table in facts.all_tables]
    told = {
        "title": facts.title,
        "board": facts.board,
        "municipality": facts.municipality,
        "period": [facts.starts_on.isoformat(), facts.ends_on.isoformat()],
        "decision": facts.decision,
        "tables": [{**values, "fingerprint": fingerprint(values)} for values in tables],
    }
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()
