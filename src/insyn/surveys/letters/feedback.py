"""The letter that tells a provider what came of its answers. Pure: facts in, content tree out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from insyn.papers.content import (
    Block,
    Bullets,
    Document,
    Facts,
    Kind,
    Paragraph,
    Section,
    Signature,
    Table,
)
from insyn.papers.wording import swedish_date
from insyn.surveys.rules.beside_others import ComparedArea

TITLE = "Återkoppling på enkät"


@dataclass(frozen=True, slots=True)
class AnsweredLine:
    """A question with the provider's own answer in words; empty when it was not answered."""

    number: str
    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class FoundItem:
    """A finding as the letter tells it. Only a deficiency has a requirement and a result."""

    area: str
    seen: str
    requirement: str = ""
    required_result: str = ""
    severity: str = ""
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class FeedbackFacts:
    """Everything that the letter is made from.

    ``plan_due_on`` is set when the provider is asked for an action plan.
    """

    authority: str
    municipality: str
    administration: str
    contact: str
    provider: str
    org_number: str
    subject: str
    survey: str
    followup: str
    agreement: str
    case_number: str
    submitted_on: date
    ground: str
    assessment: str
    areas: tuple[tuple[str, tuple[AnsweredLine, ...]], ...]
    compared: tuple[ComparedArea, ...]
    is_running: bool
    deficiencies: tuple[FoundItem, ...]
    development: tuple[FoundItem, ...]
    strengths: tuple[str, ...]
    plan_due_on: date | None = None


def feedback(facts: FeedbackFacts, *, issued_on: date) -> Document:
    """Return the letter: what to do first, then what was found, what is good, and the answers."""
    sections = (
        Section("", _opening(facts)),
        Section("Det här ska ni göra nu", _to_do(facts)),
        *_lacks(facts.deficiencies),
        *_to_develop(facts.development),
        *_strong(facts.strengths),
        *_beside_others(facts.compared, is_running=facts.is_running),
        *_answers(facts.areas),
        Section(
            "Varför vi skriver till er",
            (
                Paragraph(
                    f"Svaren har begärts in med stöd av {facts.ground}. Frågor om återkopplingen "
                    f"besvaras av {facts.contact}."
                ),
                Signature((facts.authority,)),
            ),
        ),
    )
    sender = (facts.municipality, facts.administration)
    return Document(
        title=TITLE,
        organisation=facts.authority,
        issued_on=issued_on,
        sections=sections,
        case_number=facts.case_number,
        kind=Kind.LETTER,
        recipient=(facts.provider, f"Org.nr {facts.org_number}"),
        sender=tuple(line for line in sender if line),
        reference=(
            ("Enkät", facts.survey),
            ("Gäller", facts.subject),
            ("Uppföljning", facts.followup),
            ("Avtal", facts.agreement),
        ),
    )


def _opening(facts: FeedbackFacts) -> tuple[Block, ...]:
    lead = (
        f"Tack för svaren på enkäten ”{facts.survey}” för {facts.subject}. Ni lämnade in dem den "
        f"{swedish_date(facts.submitted_on)}. Här är vad vi har kommit fram till."
    )
    return (Paragraph(lead, lead=True), *map(Paragraph, facts.assessment.split("\n\n")))


def _to_do(facts: FeedbackFacts) -> tuple[Block, ...]:
    if facts.plan_due_on is not None:
        day = swedish_date(facts.plan_due_on)
        return (
            Paragraph(
                f"Lämna en åtgärdsplan senast den {day}. Ni skriver den i Insyn: vad ni gör åt "
                "varje brist, vem som ansvarar och när det är klart. Begäran kommer i ett eget "
                "brev."
            ),
        )
    if facts.deficiencies:
        return (
            Paragraph(
                "Åtgärda bristerna nedan. Vi begär ingen åtgärdsplan, men följer upp att kraven "
                "är uppfyllda vid nästa uppföljning."
            ),
        )
    return (Paragraph("Ni behöver inte göra något med anledning av enkäten."),)


def _lacks(items: Sequence[FoundItem]) -> tuple[Section, ...]:
    if not items:
        return ()
    described = tuple(
        Section(f"Brist {number}: {item.area}", (Facts(_demands(item)),))
        for number, item in enumerate(items, start=1)
    )
    return (Section("Det här ska ni åtgärda", sections=described),)


def _demands(item: FoundItem) -> tuple[tuple[str, str], ...]:
    pairs = (
        ("Krav", item.requirement),
        ("Det vi såg", item.seen),
        ("Det här ska ni uppnå", item.required_result),
        ("Ska vara avhjälpt", swedish_date(item.due_on) if item.due_on else ""),
        ("Allvar", f"{item.severity} brist" if item.severity else ""),
    )
    return tuple((label, value) for label, value in pairs if value)


def _to_develop(items: Sequence[FoundItem]) -> tuple[Section, ...]:
    if not items:
        return ()
    lead = Paragraph("Det här är inga brister. Här ser vi att verksamheten kan bli bättre.")
    said = Bullets(tuple(f"{item.area}: {item.seen}" for item in items))
    return (Section("Det här kan ni utveckla", (lead, said)),)


def _strong(strengths: Sequence[str]) -> tuple[Section, ...]:
    return (Section("Det här fungerar bra", (Bullets(tuple(strengths)),)),) if strengths else ()


def _beside_others(areas: Sequence[ComparedArea], *, is_running: bool) -> tuple[Section, ...]:
    shown = [area for area in areas if area.own is not None]
    if not shown:
        return ()
    share = "Andelen är hur många av svaren som uppfyller det som frågan gäller. "
    if is_running:
        about = Paragraph(
            f"{share}Enkäten pågår hos andra utförare. När den är stängd visas era andelar bredvid "
            "deras under Tidigare svar och resultat."
        )
        own = tuple((area.name, _per_cent(area.own)) for area in shown)
        return (Section("Era svar per område", (about, Table("Era svar", ("Område", "Ni"), own))),)
    about = Paragraph(
        f"{share}De andra är alla svar från andra utförare på samma enkät. Är de färre än fem "
        "visas inget."
    )
    table = Table(
        caption="Ni och de andra",
        header=("Område", "Ni", "De andra", "Antal andra"),
        rows=tuple(
            (
                area.name,
                _per_cent(area.own),
                _per_cent(area.others),
                "–" if area.others is None else str(area.number),
            )
            for area in shown
        ),
        widths=(6, 2, 2, 2),
    )
    return (Section("Så står sig era svar", (about, table)),)


def _per_cent(share: int | None) -> str:
    return "–" if share is None else f"{share} %"


def _answers(areas: Sequence[tuple[str, tuple[AnsweredLine, ...]]]) -> tuple[Section, ...]:
    tables = tuple(
        Section(
            name,
            (
                Table(
                    caption=f"Svar, {name}",
                    header=("Nr", "Fråga", "Ert svar"),
                    rows=tuple(
                        (line.number, line.question, line.answer or "Inte besvarad")
                        for line in lines
                    ),
                    widths=(1, 7, 4),
                ),
            ),
        )
        for name, lines in areas
        if lines
    )
    return (Section("Det här svarade ni", sections=tables),) if tables else ()
