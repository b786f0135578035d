"""What the plan says as a paper: the whole of it, as the board decides on it."""

from collections.abc import Iterator, Mapping, Sequence

from insyn.board.letters.texts import paragraphs
from insyn.board.rules.facts import ActivityFacts, FocusFacts, FormFacts, PlanFacts
from insyn.papers.content import Block, Bullets, Document, Facts, Notice, Paragraph, Section, Table
from insyn.papers.wording import swedish_date

FOCUS_HEADING = "Fokusområden"
FORMS_HEADING = "Former för uppföljning"
ACTIVITIES_HEADING = "Aktiviteter"
TIMETABLE_HEADING = "Tidplan"
HOURS_HEADING = "Timmar"
CHANGES_HEADING = "Ändringar efter beslutet"


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
            *(Section(heading, paragraphs(text)) for heading, text in plan.sections),
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
        yield Facts(form.card)
    for lead, items in (("Det här granskas:", form.checks), ("Det här utlöser:", form.triggers)):
        if items:
            yield Paragraph(lead)
            yield Bullets(items)
    if form.stages:
        yield Paragraph("Uppföljningen görs i steg:")
        steps = (f"{name}. {how}" if how else name for name, how in form.stages)
        yield Bullets(tuple(steps), ordered=True)


def _activities(forms: Sequence[FormFacts]) -> Iterator[Section]:
    used = [form for form in forms if form.activities]
    if used:
        tables = tuple(_activity_table(form) for form in used)
        yield Section(ACTIVITIES_HEADING, tables)


def _activity_table(form: FormFacts) -> Table:
    return Table(
        form.name,
        ("Aktivitet", "Omfattar", "När", "Ansvarig", "Timmar"),
        tuple(_activity_row(activity) for activity in form.activities),
        widths=(3, 3, 1.8, 2.2, 1),
    )


def _activity_row(activity: ActivityFacts) -> tuple[str, ...]:
    title = f"{activity.title} ({activity.state})" if activity.state else activity.title
    covers = "\n".join(part for part in (activity.covers, ", ".join(activity.providers)) if part)
    return (title, covers or "–", activity.when, activity.responsible, activity.hours)


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
