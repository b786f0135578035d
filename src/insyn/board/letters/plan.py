"""What the plan says as a paper: the whole of it, as the board decides on it."""

from collections.abc import Iterator, Mapping, Sequence

from insyn.board.letters.texts import paragraphs
from insyn.board.rules.facts import ActivityFacts, AssessmentFacts, FocusFacts, FormFacts, PlanFacts
from insyn.papers.content import Block, Bullets, Document, Facts, Notice, Paragraph, Section, Table
from insyn.papers.wording import swedish_date

RISK_HEADING = "Riskbedömning"
FOCUS_HEADING = "Fokusområden"
FORMS_HEADING = "Former för uppföljning"
ACTIVITIES_HEADING = "Aktiviteter"
TIMETABLE_HEADING = "Tidplan"
HOURS_HEADING = "Timmar"
CHANGES_HEADING = "Ändringar efter beslutet"
COLUMNS: Sequence[tuple[str, float]] = (
    ("Aktivitet", 2.8), ("Omfattar", 2.8), ("När", 2.6), ("Ansvarig", 2.7), ("Timmar", 1.3),
)  # fmt: skip
"""What is told of an activity, and how wide it is beside the others."""
TITLE, COVERS = 0, 1


def plan_paper(
    plan: PlanFacts, *, timetables: Sequence[Table] = (), hours: Sequence[Table] = ()
) -> Document:
    """Return the plan: its texts, focus, forms with their cards, activities, tables and changes.

    A part that the plan has nothing for is left out. An unannounced activity never tells when.
    """
    return Document(
        title=plan.title,
        subtitle=_subtitle(plan),
        organisation=plan.organisation,
        case_number=plan.case_number,
        issued_on=plan.dated_on,
        reference=tuple(_reference(plan)),
        sections=(
            *(
                Section(heading, blocks)
                for heading, text in plan.sections
                if (blocks := paragraphs(text))
            ),
            *_risk(plan.assessments),
            *_focus(plan.focus),
            *_forms(plan.forms),
            *_activities(plan.forms),
            *_tables(TIMETABLE_HEADING, timetables),
            *_tables(HOURS_HEADING, hours),
            *_changes(plan),
        ),
    )


def plan_values(plan: PlanFacts) -> Mapping[str, str]:
    """Return what the placeholders of a Word layout become."""
    return {
        "underrubrik": _subtitle(plan),
        "handling": "Plan",
        "datum": swedish_date(plan.dated_on),
        "diarienummer": plan.case_number,
        "nämnd": ", ".join(plan.boards),
        "förvaltning": plan.organisation,
        "kommun": plan.municipality,
    }


def period_of(plan: PlanFacts) -> str:
    """Return ”2024” or ”2022–2024” for whole years, else both days."""
    first, last = plan.starts_on, plan.ends_on
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return str(first.year) if first.year == last.year else f"{first.year}–{last.year}"
    return f"{swedish_date(first)} – {swedish_date(last)}"


def _subtitle(plan: PlanFacts) -> str:
    edition = f", utgåva {plan.edition}" if plan.edition > 1 else ""
    return f"Gäller {period_of(plan)}{edition}"


def _reference(plan: PlanFacts) -> Iterator[tuple[str, str]]:
    yield ("Nämnd" if len(plan.boards) == 1 else "Nämnder", ", ".join(plan.boards))
    yield "Gäller", period_of(plan)
    for label, value in (
        ("Program", plan.programme),
        ("Beslut", plan.decision),
        ("Villkor i beslutet", plan.conditions),
    ):
        if value:
            yield label, value


def _risk(assessments: Sequence[AssessmentFacts]) -> Iterator[Section]:
    """Yield how risk was judged; roles took part, and nobody is named."""
    blocks = tuple(block for found in assessments for block in _judged(found))
    if blocks:
        yield Section(RISK_HEADING, blocks)


def _judged(found: AssessmentFacts) -> Iterator[Block]:
    pairs = (
        ("När", found.occasions),
        ("Deltagare", found.participants),
        ("Utgår från", found.inputs),
    )
    if said := tuple((label, _sentences(lines)) for label, lines in pairs if lines):
        yield Facts(said)
    yield from paragraphs(found.conclusion)


def _sentences(lines: Sequence[str]) -> str:
    return "\n".join(line[:1].upper() + line[1:] for line in lines)


def _focus(focus: Sequence[FocusFacts]) -> Iterator[Section]:
    if focus:
        below = tuple(Section(area.name, tuple(_why(area))) for area in focus)
        yield Section(FOCUS_HEADING, sections=below)


def _why(area: FocusFacts) -> Iterator[Block]:
    yield from paragraphs(area.motivation)
    if area.source:
        yield Paragraph(f"Källa: {area.source}")


def _forms(forms: Sequence[FormFacts]) -> Iterator[Section]:
    if forms:
        below = tuple(Section(form.name, tuple(_card(form))) for form in forms)
        yield Section(FORMS_HEADING, sections=below)


def _card(form: FormFacts) -> Iterator[Block]:
    if form.is_outside:
        yield Notice("Uppföljningen görs av andra. Planen tar bara emot signaler från den.")
    if form.card:
        yield Facts(tuple((label, _sentences(text.splitlines())) for label, text in form.card))
    for lead, items in (("Det här granskas:", form.checks), ("Det här utlöser:", form.triggers)):
        if items:
            yield Paragraph(lead)
            yield Bullets(items)
    if form.stages:
        yield Paragraph("Uppföljningen görs i steg:")
        yield Bullets(tuple(_step(name, how) for name, how in form.stages), ordered=True)
    for name, how in form.stages:
        if _is_list(how):
            yield Paragraph(f"{name} kan omfatta:")
            yield Bullets(tuple(how.splitlines()))


def _step(name: str, how: str) -> str:
    return f"{name}. {how}" if how and not _is_list(how) else name


def _is_list(how: str) -> bool:
    return "\n" in how


def _activities(forms: Sequence[FormFacts]) -> Iterator[Section]:
    used = [form for form in forms if form.activities]
    if used:
        yield Section(ACTIVITIES_HEADING, tuple(block for form in used for block in _done(form)))


def _done(form: FormFacts) -> Iterator[Block]:
    """Yield the form's activities, and what each of them looks at."""
    yield _activity_table(form)
    for activity in form.activities:
        if activity.note:
            yield Paragraph(f"{activity.title}, det här granskas:")
            yield Bullets(activity.note)


def _activity_table(form: FormFacts) -> Table:
    """Return the activities of a form. A column in which no row says anything is left out."""
    rows = [_activity_row(activity) for activity in form.activities]
    is_told = [any(row[at] for row in rows) for at in range(len(COLUMNS))]
    is_told[COVERS] = any(row[COVERS] != row[TITLE] for row in rows if row[COVERS])
    kept = [at for at, is_kept in enumerate(is_told) if is_kept]
    return Table(
        form.name,
        tuple(COLUMNS[at][0] for at in kept),
        tuple(tuple(row[at] or "–" for at in kept) for row in rows),
        widths=tuple(COLUMNS[at][1] for at in kept),
    )


def _activity_row(activity: ActivityFacts) -> tuple[str, ...]:
    title = f"{activity.title} ({activity.state})" if activity.state else activity.title
    covers = "\n".join(part for part in (activity.covers, ", ".join(activity.providers)) if part)
    return (title, covers, activity.when, activity.responsible, activity.hours)


def _tables(heading: str, tables: Sequence[Table]) -> Iterator[Section]:
    if tables:
        yield Section(heading, tuple(tables))


def _changes(plan: PlanFacts) -> Iterator[Section]:
    if plan.changes:
        rows = tuple(
            (change.made_on.isoformat(), change.subject, change.before or "–", change.after or "–",
             change.reason)
            for change in plan.changes
        )  # fmt: skip
        table = Table("Ändringar", ("Dag", "Vad", "Före", "Efter", "Skäl"), rows)
        yield Section(CHANGES_HEADING, (table,))
