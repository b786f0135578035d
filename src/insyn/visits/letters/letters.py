"""The letters of a visit: before an announced one, at the door of an unannounced, and after."""

from dataclasses import dataclass
from datetime import date, time

from insyn.papers.content import (
    Block,
    Bullets,
    Document,
    Facts,
    Kind,
    Notice,
    Paragraph,
    Section,
    Signature,
)
from insyn.papers.wording import swedish_date
from insyn.registry.rules import AgreementForm, OperatingForm
from insyn.visits.rules import VisitKind
from insyn.visits.rules.times import clock_in_words

NO_BREAK = "\u00a0"
PRIVATE = frozenset({OperatingForm.PRIVATE, OperatingForm.NON_PROFIT})
"""Who is a private provider. Source: kommunallagen (2017:725) 10 kap. 7 §."""


@dataclass(frozen=True, slots=True)
class Someone:
    """One who comes on a visit, in their official role. ``email`` may be empty."""

    name: str
    role: str
    email: str = ""

    def __str__(self) -> str:
        return f"{self.name}, {self.role.lower()}" if self.role else self.name


@dataclass(frozen=True, slots=True)
class LetterWords:
    """What is written for one letter. ``documents`` are to be there at the visit."""

    wanted: str = ""
    documents: tuple[str, ...] = ()
    message: str = ""


@dataclass(frozen=True, slots=True)
class VisitLetterFacts:
    """What the letters about one visit have in common."""

    authority: str
    municipality: str
    administration: str
    signed_by: str
    provider: str
    org_number: str
    operating_form: OperatingForm
    agreement: str
    agreement_form: AgreementForm
    insight_clause: str
    lot: str
    case_number: str
    followup: str
    kind: VisitKind
    on: date
    starts_at: time | None
    ends_at: time | None
    place: str
    unit: str
    purpose: str
    reviewers: tuple[Someone, ...]


def announcement(facts: VisitLetterFacts, words: LetterWords, *, issued_on: date) -> Document:
    """Tell the provider of a visit: when, who comes, why, whom they want to meet, what to have."""
    thing = _thing(facts.kind)
    opening = Paragraph(f"Vi kommer att göra {thing} {_when(facts)}.", lead=True)
    planned: list[Block] = [Facts(_pairs(facts, words))]
    sections = [Section("", (opening,)), Section("Så är det planerat", tuple(planned))]
    if words.documents:
        asked = Paragraph("Vi vill att de här handlingarna finns till hands:")
        sections.append(Section("Handlingar vid besöket", (asked, Bullets(words.documents))))
    practical: list[Block] = [Paragraph(_PRIVATE_TALKS)]
    if words.message:
        practical.insert(0, Paragraph(words.message))
    sections.append(Section("Bra att veta", (*practical, *_questions_to(facts))))
    return _letter("Meddelande om besök", facts, issued_on, sections)


def instruction(facts: VisitLetterFacts, words: LetterWords, *, issued_on: date) -> Document:
    """Say what reviewers show at the door of an unannounced visit: who, for whom, by what right."""
    opening = Paragraph(
        f"{facts.authority} har uppdragit åt de personer som står här att göra ett oanmält besök "
        f"hos {facts.provider}{_at_unit(facts)}.",
        lead=True,
    )
    who = Section(
        "De som gör besöket",
        (
            Bullets(tuple(str(person) for person in facts.reviewers)),
            Paragraph("De visar legitimation. Be gärna att få se den."),
        ),
    )
    asks: list[Block] = [Bullets(_AT_THE_DOOR), Paragraph(_PRIVATE_TALKS)]
    if words.message:
        asks.append(Paragraph(words.message))
    sections = [
        Section("", (opening, *_purpose(facts))),
        who,
        Section("Det vi ber om", tuple(asks)),
    ]
    return _letter("Uppdrag att göra oanmält besök", facts, issued_on, sections)


def thanks(facts: VisitLetterFacts, words: LetterWords, *, issued_on: date) -> Document:
    """Confirm to the provider that the visit was made, and say what happens next."""
    opening = Paragraph(
        f"Tack för att ni tog emot oss. Vi gjorde {_thing(facts.kind)} {_when(facts)}.", lead=True
    )
    sections = [Section("", (opening, *_purpose(facts)))]
    if words.documents:
        asked = Paragraph("Vi kom överens om att ni kompletterar med det här:")
        sections.append(Section("Det här väntar vi på", (asked, Bullets(words.documents))))
    after: list[Block] = [Paragraph(_WHAT_NEXT)]
    if words.message:
        after.insert(0, Paragraph(words.message))
    sections.append(Section("Det här händer sedan", (*after, *_questions_to(facts))))
    return _letter("Bekräftelse efter besök", facts, issued_on, sections)


_PRIVATE_TALKS = (
    "Vi kan vilja tala enskilt med medarbetare och med dem som får insatser. Det är frivilligt "
    "för dem att svara, och vi antecknar inga namn."
)
_WHAT_NEXT = (
    "Vi går igenom det vi har sett och hört tillsammans med era handlingar. Därefter får ni "
    "resultatet. Bekräftelsen är ingen bedömning av verksamheten."
)
_AT_THE_DOOR = (
    "att få komma in i lokalerna och se hur verksamheten bedrivs",
    "att få se dagens schema och jämföra det med vilka som är på plats",
    "att få tala med den som ansvarar för passet",
)
_THINGS = {
    VisitKind.VISIT: "ett besök hos er",
    VisitKind.MEETING: "ett uppföljningsmöte med er",
    VisitKind.DIGITAL: "ett digitalt uppföljningsmöte med er",
}


def _thing(kind: VisitKind) -> str:
    return _THINGS[kind]


def _when(facts: VisitLetterFacts) -> str:
    hours = clock_in_words(facts.starts_at, facts.ends_at)
    day = f"den {swedish_date(facts.on)}"
    return f"{day} klockan {hours}" if hours else day


def _at_unit(facts: VisitLetterFacts) -> str:
    return f", {facts.unit}" if facts.unit else ""


def _pairs(facts: VisitLetterFacts, words: LetterWords) -> tuple[tuple[str, str], ...]:
    pairs = (
        ("Dag", swedish_date(facts.on)),
        ("Klockan", clock_in_words(facts.starts_at, facts.ends_at)),
        ("Plats", facts.place),
        ("Verksamhet", facts.unit),
        ("Syfte", facts.purpose),
        ("Vi som kommer", "; ".join(str(person) for person in facts.reviewers)),
        ("Vi vill träffa", words.wanted),
    )
    return tuple((label, value) for label, value in pairs if value)


def _purpose(facts: VisitLetterFacts) -> tuple[Block, ...]:
    return (Paragraph(f"Syfte: {facts.purpose}"),) if facts.purpose else ()


def _questions_to(facts: VisitLetterFacts) -> tuple[Block, ...]:
    reached = [f"{who.name} ({who.email})" for who in facts.reviewers if who.email]
    return (Paragraph(f"Har ni frågor, kontakta {' eller '.join(reached)}."),) if reached else ()


def _letter(
    title: str, facts: VisitLetterFacts, issued_on: date, sections: list[Section]
) -> Document:
    closing = Section(
        "Varför vi gör besöket",
        (Paragraph(legal_ground(facts)), *_clause(facts),
         Signature((facts.signed_by, facts.authority))),
    )  # fmt: skip
    agreement = f"{facts.agreement}, {facts.lot}" if facts.lot else facts.agreement
    return Document(
        title=title,
        organisation=facts.authority,
        issued_on=issued_on,
        sections=(*sections, closing),
        case_number=facts.case_number,
        kind=Kind.LETTER,
        recipient=(facts.provider, f"Org.nr {facts.org_number}"),
        sender=tuple(line for line in (facts.municipality, facts.administration) if line),
        reference=(("Uppföljning", facts.followup), ("Avtal", agreement)),
    )


def legal_ground(facts: VisitLetterFacts) -> str:
    """Return by what right the authority follows up and visits.

    Source: kommunallagen (2017:725) 6 kap. 6 §, 10 kap. 8 and 9 §§.
    """
    if facts.operating_form in PRIVATE:
        duty = "kontrollera och följa upp verksamhet som privata utförare har hand om"
        place = "10 kap. 8 §"
    else:
        duty, place = (
            "se till att verksamheten bedrivs enligt de mål och krav som gäller",
            "6 kap. 6 §",
        )
    in_house = facts.agreement_form == AgreementForm.MISSION
    ground = "uppdragsbeskrivningen" if in_house else "avtalet"
    unbroken = place.replace(" ", NO_BREAK)
    return (
        f"Nämnden ska {duty} ({unbroken} kommunallagen (2017:725)). Rätten att besöka er och få "
        f"insyn står i {ground}."
    )


def _clause(facts: VisitLetterFacts) -> tuple[Block, ...]:
    return (Notice(f"Ur avtalet: {facts.insight_clause}"),) if facts.insight_clause else ()
