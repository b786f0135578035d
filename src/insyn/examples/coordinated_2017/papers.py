"""The papers of the year, written to a folder."""

import json
from pathlib import Path

from insyn.examples.coordinated_2017.told import tell
from insyn.examples.coordinated_2017.year import Built
from insyn.papers import html, pdf, word
from insyn.platform import clock
from insyn.reports.letters import joint_report
from insyn.reports.queries import gather, locked_figures
from insyn.reports.rules import contradictions


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
