"""The papers of a report: Word, PDF and the Excel annex."""

from collections.abc import Mapping
from datetime import date
from io import BytesIO

from insyn.documents.models import Document
from insyn.documents.rules import Direction
from insyn.documents.services import Paper, store_document
from insyn.kernel.access import Access, Secrecy
from insyn.papers import pdf, word
from insyn.papers.content import Document as PaperTree
from insyn.papers.excel import Sheet, write_book
from insyn.platform import clock
from insyn.reports.letters import general_report, joint_report
from insyn.reports.letters.annex import annex_sheets
from insyn.reports.letters.joint_annex import joint_annex_sheets
from insyn.reports.models import Report
from insyn.reports.queries import gather, locked_figures
from insyn.reports.queries.general import general_facts
from insyn.reports.queries.rows import rows_said
from insyn.reports.queries.tables import reading, tables_of
from insyn.reports.rules import figures_of

WORD, PDF, EXCEL = ENDINGS = ("docx", "pdf", "xlsx")
"""The files that every report has."""


def report_tree(access: Access, report: Report, *, issued_on: date) -> PaperTree:
    """Return the report as it reads now, with locked figures if they are locked."""
    if report.is_joint:
        facts = gather(access, report)
        figures = locked_figures(report) or figures_of(facts)
        return joint_report(facts, issued_on=issued_on, figures=figures)
    return general_report(general_facts(access, report), issued_on=issued_on)


def annex_of(access: Access, report: Report, *, made_on: date) -> bytes:
    """Return the Excel annex: every table, and the rows under every figure.

    The rows are named as those who read the report may: which one it is, never what was seen.
    """
    out = BytesIO()
    write_book(out, _annex_sheets(access, report), title=report.title, made_on=made_on)
    return out.getvalue()


def _annex_sheets(access: Access, report: Report) -> list[Sheet]:
    if report.is_joint:
        facts = gather(access, report)
        return joint_annex_sheets(facts, locked_figures(report) or figures_of(facts))
    tables = tuple(table for _place, table in tables_of(access, report))
    return annex_sheets(tables, rows_said(reading(access, report.authority), tables))


def made(access: Access, report: Report, *, on: date) -> Mapping[str, bytes]:
    """Return every file of the report as it reads now, by ending; nothing is stored."""
    tree = report_tree(access, report, issued_on=on)
    return {
        WORD: word.render(tree),
        PDF: pdf.render(tree),
        EXCEL: annex_of(access, report, made_on=on),
    }


def paper_of(access: Access, report: Report, ending: str) -> bytes:
    """Return one file of the report as it reads now; nothing is stored."""
    today = clock.today()
    if ending == EXCEL:
        return annex_of(access, report, made_on=today)
    tree = report_tree(access, report, issued_on=today)
    return word.render(tree) if ending == WORD else pdf.render(tree)


def issued_paper(report: Report, ending: str) -> Document | None:
    """Return the file that was issued at the decision, if any."""
    return {WORD: report.word, PDF: report.pdf, EXCEL: report.annex}.get(ending)


def issue(access: Access, report: Report) -> None:
    """Render the report and keep its files: what was issued is never made anew."""
    files = made(access, report, on=clock.today())
    report.word = store_file(access, report, WORD, files[WORD])
    report.pdf = store_file(access, report, PDF, files[PDF])
    report.annex = store_file(access, report, EXCEL, files[EXCEL])


def store_file(access: Access, report: Report, ending: str, content: bytes) -> Document:
    """Store one file of the report among the board's documents."""
    name = report.title[:180].replace("/", "-").replace(":", "")
    paper = Paper(
        title=report.title,
        file_name=f"{name}.{ending}",
        content=content,
        secrecy=Secrecy.INTERNAL,
        direction=Direction.INTERNAL,
        case_number=report.case_number,
    )
    return store_document(access, report.authority, paper)
