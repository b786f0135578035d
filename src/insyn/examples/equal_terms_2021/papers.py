"""The papers of the year, written to a folder."""

import json
from pathlib import Path

from insyn.coordination.rules import Progress
from insyn.documents.services import open_document
from insyn.examples.equal_terms_2021.building import LOOKED, Built
from insyn.examples.equal_terms_2021.telling import tell, tell_year
from insyn.papers import pdf, word
from insyn.platform import clock
from insyn.reports.services.papers import EXCEL, PDF, WORD, issued_paper


def write_all(built: Built, out: Path) -> list[str]:
    """Write the information on responsibility, the yearly report and the facts; return warnings.

    The yearly report is the decided one: over private, in-house and school services.
    """
    out.mkdir(parents=True, exist_ok=True)
    with clock.pretend(LOOKED, is_guessed=True):
        (out / "responsibility_before.docx").write_bytes(word.render(built.before_paper))
        (out / "responsibility_before.pdf").write_bytes(pdf.render(built.before_paper))
        for name, paper in (("docx", built.instruction.word), ("pdf", built.instruction.pdf)):
            assert paper is not None
            (out / f"responsibility.{name}").write_bytes(open_document(built.access, paper))
        for ending in (WORD, PDF, EXCEL):
            issued = issued_paper(built.report, ending)
            assert issued is not None
            (out / f"yearly_report.{ending}").write_bytes(open_document(built.access, issued))
        _write(out / "facts.json", tell(built))
        _write(out / "year.json", tell_year(built))
    told = tell_year(built)
    nobody = told["nobody_follows_up"]
    late = (line.sampled for line in built.progress if line.state == Progress.LATE)
    return [
        *(f"nobody_follows_up: {said} (före)" for said in nobody["before"]),
        *(f"nobody_follows_up: {said}" for said in nobody["after"]),
        *(f"late: {one.unit}, {one.authority.name}" for one in late),
    ]


def _write(file: Path, told: object) -> None:
    file.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
