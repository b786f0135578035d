"""What the letter that asks for documents says. Pure: facts in, content tree out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from insyn.followups.rules import LegalBasis
from insyn.papers.content import Bullets, Document, Kind, Paragraph, Section, Signature
from insyn.papers.wording import swedish_date

TITLE = "Begäran om handlingar"


@dataclass(frozen=True, slots=True)
class RequestFacts:
    """Who asks whom for what, on which ground, and until when."""

    authority: str
    municipality: str
    administration: str
    signed_by: str
    provider: str
    org_number: str
    agreement: str
    unit: str
    case_number: str
    followup: str
    basis: LegalBasis
    due_on: date
    titles: Sequence[str]
    has_client_documents: bool = False


def request_letter(facts: RequestFacts, *, issued_on: date) -> Document:
    """Ask the provider for the documents: which, on what ground, by when and how."""
    day = swedish_date(facts.due_on)
    opening = Paragraph(
        f"Vi förbereder en uppföljning av {facts.provider}. Därför begär vi att ni skickar in "
        f"handlingarna nedan senast den {day}.",
        lead=True,
    )
    sender = (facts.municipality, facts.administration)
    return Document(
        title=TITLE,
        organisation=facts.authority,
        issued_on=issued_on,
        sections=(
            Section("", (opening,)),
            Section("Handlingar som vi begär", (Bullets(tuple(facts.titles), ordered=True),)),
            Section("Varför ni ska lämna dem", (Paragraph(GROUNDS[facts.basis]),)),
            Section(
                "Så lämnar ni in",
                (*_how(facts, day), Signature((facts.signed_by, facts.authority))),
            ),
        ),
        case_number=facts.case_number,
        kind=Kind.LETTER,
        recipient=tuple(filter(None, (facts.provider, _number(facts.org_number)))),
        sender=tuple(line for line in sender if line),
        reference=_about(facts),
    )


def _number(org_number: str) -> str:
    return f"Org.nr {org_number}" if org_number else ""


GROUNDS = {
    LegalBasis.SOL: (
        "Den som bedriver verksamhet inom socialtjänsten ska lämna de uppgifter som nämnden "
        "behöver för sin uppföljning. Det följer av 15 kap. 9 § socialtjänstlagen (2025:400)."
    ),
    LegalBasis.AGREEMENT: (
        "Ni ska lämna handlingarna enligt avtalets villkor om insyn och uppföljning."
    ),
    LegalBasis.BOTH: (
        "För insatser enligt socialtjänstlagen följer skyldigheten av 15 kap. 9 § "
        "socialtjänstlagen (2025:400). För insatser enligt LSS följer den av avtalets villkor om "
        "insyn och uppföljning."
    ),
}


def _about(facts: RequestFacts) -> tuple[tuple[str, str], ...]:
    pairs = (
        ("Uppföljning", facts.followup),
        ("Avtal", facts.agreement),
        ("Verksamhet", facts.unit),
    )
    return tuple((label, value) for label, value in pairs if value)


def _how(facts: RequestFacts, day: str) -> tuple[Paragraph, ...]:
    said = [Paragraph(f"Logga in i Insyn och lämna in varje handling senast den {day}.")]
    if facts.has_client_documents:
        said.append(
            Paragraph(
                "Handlingar om enskilda lämnar ni bara för dem som vår kommun har placerat hos "
                "er. Skicka dem aldrig med vanlig e-post."
            )
        )
    return tuple(said)


def request_mail(facts: RequestFacts) -> tuple[str, str]:
    """Return the subject and the text of the mail to those who answer for the provider."""
    listed = "\n".join(f"- {title}" for title in facts.titles)
    text = (
        f"Hej!\n\n{facts.authority} i {facts.municipality} följer upp {facts.provider} "
        f"(uppföljning {facts.followup}) och begär följande handlingar senast den "
        f"{swedish_date(facts.due_on)}:\n\n{listed}\n\n{GROUNDS[facts.basis]}\n\n"
        "Lämna in dem i Insyn. Skicka inga handlingar om enskilda med e-post."
    )
    return f"{TITLE}, uppföljning {facts.followup}", text
