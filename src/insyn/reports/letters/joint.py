"""What the joint report says: facts in, content tree out."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from insyn.findings.rules import FindingKind
from insyn.kernel import orgnr
from insyn.measures.rules import HAPPENED, PlanEvent
from insyn.papers.content import (
    Block,
    Bullets,
    Cell,
    Document,
    Facts,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Section,
    Table,
)
from insyn.papers.wording import swedish_date
from insyn.reports.letters.proposals import per_area
from insyn.reports.rules import (
    FigureMap,
    FollowupFacts,
    LotFacts,
    PlanStepFacts,
    ReportFacts,
    ReportText,
    ShareFacts,
    figures_of,
)
from insyn.reports.rules.general import listed

SHOWN_FIGURES = (
    "promised",
    "followups",
    "providers",
    "plans_requested",
    "plans_approved",
    "complying",
)
KIND_HEADINGS: Mapping[FindingKind, str] = {
    FindingKind.DEFICIENCY: "Identifierade brister",
    FindingKind.DEVELOPMENT_AREA: "Utvecklingsområden",
    FindingKind.GOOD_PRACTICE: "Goda exempel",
}


def joint_report(
    facts: ReportFacts, *, issued_on: date, figures: FigureMap | None = None
) -> Document:
    """Return the report as a tree; ``figures`` are the locked ones, else they are counted now.

    The chapters are those of the coordinated follow-up of 2017. An area that is not mentioned
    under a provider means that nothing was found there.
    """
    counted = figures if figures is not None else figures_of(facts)
    return Document(
        title=facts.title,
        subtitle=_made_by(facts.municipalities),
        organisation=facts.organisation,
        case_number=facts.case_number,
        issued_on=issued_on,
        reference=(
            ("Avtal", f"{facts.agreement} ({facts.agreement_case_number})".replace(" ()", "")),
            ("Uppföljningsår", str(facts.year)),
        ),
        sections=(
            _summary(facts, counted),
            Section("Bakgrund", _paragraphs(facts.text(ReportText.BACKGROUND))),
            _method(facts),
            _results(facts),
            _conclusion(facts),
            *_appendix(facts),
        ),
    )


def _made_by(municipalities: Sequence[str]) -> str:
    kind = "Samordnad uppföljning" if len(municipalities) > 1 else "Uppföljning"
    return f"{kind} av {listed(municipalities)}"


def _paragraphs(text: str) -> tuple[Block, ...]:
    """Return a paragraph per block of text; lines that begin with a dash become a list."""
    blocks: list[Block] = []
    for part in text.replace("\r\n", "\n").split("\n\n"):
        lines = [line.strip() for line in part.strip().splitlines()]
        if lines and all(line.startswith("- ") for line in lines):
            blocks.append(Bullets(tuple(line[2:] for line in lines)))
        elif lines:
            blocks.append(Paragraph("\n".join(lines)))
    return tuple(blocks)


def _summary(facts: ReportFacts, figures: FigureMap) -> Section:
    shown = tuple(
        KeyFigure(key, figures[key].label, str(figures[key].value))
        for key in SHOWN_FIGURES
        if key in figures
    )
    blocks: tuple[Block, ...] = (KeyFigures(shown),)
    if facts.shares:
        blocks += (_promised_and_done(facts.shares, figures),)
    return Section("Sammanfattning", blocks, numbered=False)


def _promised_and_done(shares: Sequence[ShareFacts], figures: FigureMap) -> Table:
    rows = tuple(
        (
            share.municipality,
            share.lot or "–",
            str(share.promised),
            Cell(str(_done(share, figures)), key=f"authority-{share.authority_id}"),
            share.reason or ("–" if share.done >= share.promised else "Skäl saknas"),
        )
        for share in shares
    )
    total = (
        "Totalt",
        "",
        Cell(str(sum(share.promised for share in shares)), key="promised"),
        Cell(str(figures["followups"].value), key="followups"),
        "",
    )
    return Table(
        "Utlovade och gjorda uppföljningar",
        ("Kommun", "Avtalsområde", "Utlovade", "Gjorda", "Skäl till avvikelse"),
        (*rows, total),
        widths=(2, 3, 1.2, 1.1, 2.4),
    )


def _done(share: ShareFacts, figures: FigureMap) -> int:
    figure = figures.get(f"authority-{share.authority_id}")
    return figure.value if figure else share.done


def _method(facts: ReportFacts) -> Section:
    planning: tuple[Block, ...] = _paragraphs(facts.text(ReportText.PLANNING))
    if facts.selection_order:
        planning += (
            Paragraph("Utförarna valdes i denna ordning:"),
            Bullets(facts.selection_order, ordered=True),
        )
    if facts.template_areas:
        planning += (
            Paragraph("Områdena i uppföljningsmallen är:"),
            Bullets(tuple(area.name for area in facts.template_areas)),
        )
    if facts.requested_documents:
        planning += (
            Paragraph("Inför besöken begärdes dessa handlingar in för granskning:"),
            Bullets(facts.requested_documents),
        )
    done = _paragraphs(facts.text(ReportText.CARRYING_OUT))
    return Section(
        "Metod",
        sections=(
            Section("Planering", planning),
            Section("Genomförande", (*done, _followed_up(facts))),
            Section("Redovisning", _paragraphs(facts.text(ReportText.REPORTING))),
        ),
    )


def _followed_up(facts: ReportFacts) -> Table:
    rows = tuple((f.listed_as or f.provider, lot.name) for lot in facts.lots for f in lot.followups)
    return Table(
        "Utförare som följts upp", ("Utförare", "Avtalsområde"), rows or (("Ingen ännu", "–"),)
    )


def _results(facts: ReportFacts) -> Section:
    return Section(
        "Redovisning av genomförda uppföljningar",
        sections=(_financial_check(facts), *(_lot(lot, facts) for lot in facts.lots)),
    )


def _financial_check(facts: ReportFacts) -> Section:
    blocks = _paragraphs(facts.text(ReportText.FINANCIAL_CHECK))
    if facts.check_remarks:
        rows = tuple((r.provider, r.remark, r.judgement) for r in facts.check_remarks)
        blocks += (
            Table(
                "Anmärkningar vid kontrollen",
                ("Utförare", "Vad kontrollen visade", "Bedömning"),
                rows,
                widths=(2, 3, 3),
            ),
        )
    return Section("Ekonomisk och skattemässig kontroll", blocks)


def _lot(lot: LotFacts, facts: ReportFacts) -> Section:
    intro = f"Uppföljningen av {lot.name} har gjorts av {lot.made_by}."
    short = next((s for s in facts.shares if s.lot == lot.name and s.done < s.promised), None)
    if short:
        why = f" Skäl: {short.reason[:1].lower()}{short.reason[1:]}." if short.reason else ""
        intro += f" {short.done} av {short.promised} utlovade uppföljningar gjordes.{why}"
    return Section(
        lot.name,
        (Paragraph(intro),),
        tuple(_followup(f) for f in lot.followups),
        starts_page=True,
    )


def _followup(followup: FollowupFacts) -> Section:
    parts = ", ".join(followup.sub_lots)
    day = followup.carried_out_on
    head = Facts(
        (
            ("Organisationsnummer", orgnr.show(followup.org_number)),
            ("Ingår i avtalsområde", f"{followup.lot}: {parts}" if parts else followup.lot),
            ("Uppföljning gjord av", followup.made_by),
            ("Tidpunkt för uppföljning", swedish_date(day) if day else "Inte genomförd"),
        )
    )
    sections = [Section("Resultat av uppföljning", tuple(_result(followup)), numbered=False)]
    if followup.plan:
        steps = tuple(_step(step) for step in followup.plan.steps if step.event != PlanEvent.REVIEW)
        sections.append(Section("Åtgärdsplan", (Bullets(steps, ordered=True),), numbered=False))
    sections.append(
        Section(
            "Sammanfattande bedömning",
            _paragraphs(followup.overall_assessment or "Bedömningen är inte klar."),
            numbered=False,
        )
    )
    return Section(followup.provider, (head,), tuple(sections))


def _result(followup: FollowupFacts) -> Iterator[Block]:
    yield from _paragraphs(followup.result_text)
    for kind, heading in KIND_HEADINGS.items():
        found = [f for f in followup.findings if f.kind == kind]
        if found:
            yield Paragraph(f"{heading}:")
            yield Bullets(
                tuple(
                    f"{f.area}: {_sentence(f.text)}"
                    + (f" {_sentence(f.remedied)}" if f.remedied else "")
                    for f in found
                )
            )
    for supplement in followup.supplements:
        yield Paragraph(
            f"Kompletterande uppgifter har lämnats om {_lower(supplement.about)}. "
            f"Bedömning: {_sentence(_lower(supplement.judged))}"
        )
    if not (followup.findings or followup.result_text or followup.supplements):
        yield Paragraph("Inga brister eller utvecklingsområden identifierades.")


def _sentence(text: str) -> str:
    """Return the text with exactly one full stop, or the mark that already ends it."""
    said = text.strip()
    return said if said.endswith((".", "!", "?")) else f"{said}."


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _step(step: PlanStepFacts) -> str:
    by = f" av {step.by}" if step.by and step.event == PlanEvent.APPROVE else ""
    day = f", {swedish_date(step.on)}" if step.on else ""
    return f"{HAPPENED[step.event]}{by}{day}."


def _conclusion(facts: ReportFacts) -> Section:
    ahead = facts.text(ReportText.NEXT_YEAR)
    below = (Section("Fortsatt uppföljning", _paragraphs(ahead)),) if ahead else ()
    return Section(
        "Analys och slutsats",
        (*_paragraphs(facts.text(ReportText.ANALYSIS)), *_areas_table(facts)),
        below,
        starts_page=True,
    )


def _areas_table(facts: ReportFacts) -> tuple[Block, ...]:
    counts = {kind: per_area(facts, kind) for kind in KIND_HEADINGS}
    areas = [area.name for area in facts.template_areas]
    areas += sorted({f.area for u in facts.followups for f in u.findings} - set(areas))
    rows = tuple(
        (area, *(str(counts[kind][area]) for kind in KIND_HEADINGS))
        for area in areas
        if any(counts[kind][area] for kind in KIND_HEADINGS)
    )
    if not rows:
        return ()
    header = ("Område", "Brist", "Utvecklingsområde", "Gott exempel")
    caption = "Antal uppföljningar med resultat per område"
    return (Table(caption, header, rows, widths=(3, 1, 1.6, 1.3)),)


def _appendix(facts: ReportFacts) -> tuple[Section, ...]:
    if not facts.template_areas:
        return ()
    areas = tuple(
        Section(area.name, (Bullets(area.questions),) if area.questions else (), numbered=False)
        for area in facts.template_areas
    )
    heading = f"Bilaga: Uppföljningsmall {facts.template_name}"
    return (Section(heading, sections=areas, numbered=False, starts_page=True),)
