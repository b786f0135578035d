"""The joint report of 17 providers and of 200: CPU seconds, peak memory, size.

Rendering is measured apart from reading: the tree is built of made-up facts, so the figures
do not depend on the machine's disk. Run: ``python bench/joint_report.py``.
"""

import datetime
import resource
import time
from collections.abc import Callable

from insyn.findings.rules import BasisFacts, FindingKind
from insyn.followups.rules import BasisKind, Outcome
from insyn.papers import html, pdf, word
from insyn.reports.letters import joint_report
from insyn.reports.rules import FindingFacts, FollowupFacts, LotFacts, ReportFacts, TemplateArea

DAY = datetime.date(2026, 5, 4)
AREAS = tuple(f"Område {n}" for n in range(1, 10))
FINDINGS = tuple(
    FindingFacts(kind, AREAS[n], "Det som sågs vid besöket beskrivs här i en till två meningar")
    for n, kind in enumerate((*FindingKind, FindingKind.DEVELOPMENT_AREA))
    if kind != FindingKind.COMMISSIONER_SHORTCOMING
)


def facts_of(number: int) -> ReportFacts:
    """Return a year with that many follow-ups in four lots."""
    rows = [
        FollowupFacts(
            followup_id=n,
            provider_id=n,
            provider=f"Åkerö Vård och Omsorg i Övre Älvdalen {n} AB",
            org_number="5566778899",
            lot=f"Avtalsområde {n % 4}",
            sub_lots=("Ungdomar", "Vuxna"),
            made_by="Ekby",
            carried_out_on=DAY,
            bases=(BasisFacts(BasisKind.VISIT, DAY),),
            findings=FINDINGS,
            outcome=Outcome.COMPLIES,
            overall_assessment="Verksamheten bedöms följa de krav som ställs i avtalet.",
        )
        for n in range(number)
    ]
    lots = tuple(
        LotFacts(f"Avtalsområde {k}", "Ekby", tuple(r for r in rows if r.lot.endswith(str(k))))
        for k in range(4)
    )
    return ReportFacts(
        title="Uppföljning av ramavtal",
        organisation="Socialnämnden, Ekby",
        case_number="SN 2026/1",
        agreement="Ramavtal",
        agreement_case_number="SN 2024/5",
        agreement_starts_on=DAY,
        year=2026,
        municipalities=("Ekby", "Norrby"),
        lots=lots,
        template_areas=tuple(TemplateArea(area, ("Finns rutin?",)) for area in AREAS),
    )


def cpu(work: Callable[[], object]) -> tuple[float, object]:
    """Return the CPU seconds that the work took, and its result."""
    before = time.process_time()
    result = work()
    return time.process_time() - before, result


def main() -> None:
    """Print a line per size and kind of paper."""
    pdf.render(joint_report(facts_of(1), issued_on=DAY))  # fonts are read once per process
    for number in (17, 200):
        took, tree = cpu(lambda n=number: joint_report(facts_of(n), issued_on=DAY))  # type: ignore[misc]
        print(f"{number:4} providers  tree  {took:6.3f} CPU s")
        for name, render in (("word", word.render), ("pdf", pdf.render), ("html", html.standalone)):
            took, paper = cpu(lambda r=render, t=tree: r(t))  # type: ignore[misc]
            size = len(paper) // 1000  # type: ignore[arg-type]
            print(f"{number:4} providers  {name:5} {took:6.3f} CPU s  {size:6} kB")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"peak memory {peak} MB")


if __name__ == "__main__":
    main()
