"""What the letters about an action plan say. Pure: facts in, content tree out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from insyn.measures.rules import ItemState
from insyn.papers.content import (
    Block,
    Bullets,
    Document,
    Facts,
    Kind,
    Notice,
    Paragraph,
    Quote,
    Section,
    Signature,
)
from insyn.papers.wording import swedish_date
from insyn.registry.rules import AgreementForm, OperatingForm

NEW_LOCAL_GOVERNMENT_ACT_FROM = date(2018, 1, 1)
"""When kommunallagen (2017:725) came into force; before that kommunallagen (1991:900)."""

NO_BREAK = "\u00a0"
"""A space that never ends a line: a place in the law is read as one."""

PRIVATE = frozenset({OperatingForm.PRIVATE, OperatingForm.NON_PROFIT})
"""Who is a private provider. Source: kommunallagen (2017:725) 10 kap. 7 §."""


@dataclass(frozen=True, slots=True)
class LetterItem:
    """One deficiency of the letter, and where its answer is."""

    area: str
    seen: str
    requirement: str
    required_result: str
    seen_on: date | None
    severity: str = ""
    due_on: date | None = None
    state: ItemState = ItemState.AWAITED
    comment: str = ""
    measure: str = ""
    responsible: str = ""
    done_by: date | None = None


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """What all letters about one plan have in common."""

    authority: str
    municipality: str
    administration: str
    signed_by: str
    provider: str
    org_number: str
    operating_form: OperatingForm
    agreement: str
    agreement_form: AgreementForm
    lot: str
    case_number: str
    followup: str
    carried_out_on: date | None
    items: tuple[LetterItem, ...]


def request_letter(facts: LetterFacts, *, due_on: date, issued_on: date) -> Document:
    """Ask the provider for an action plan: each deficiency, the last day, and how to answer."""
    day = swedish_date(due_on)
    opening = (
        Paragraph(
            f"{_when(facts)} Uppföljningen visar att verksamheten inte följer alla krav. "
            f"Vi begär därför att ni lämnar en åtgärdsplan senast den {day}.",
            lead=True,
        ),
    )
    return _letter(
        "Begäran om åtgärdsplan",
        facts,
        issued_on,
        (
            Section("", opening),
            Section("Det här ska ni åtgärda", sections=_described(facts.items)),
            Section("Så svarar ni", _how_to_answer(day)),
            Section(
                "Det här händer sedan",
                (
                    Paragraph(
                        "Vi granskar svaret på varje brist för sig. Räcker inte ett svar får ni "
                        "tillbaka det med en förklaring, och då ändrar ni bara det svaret."
                    ),
                ),
            ),
        ),
    )


def supplement_letter(facts: LetterFacts, *, due_on: date, note: str, issued_on: date) -> Document:
    """Ask for a supplemented plan: what did not suffice, why, and what is already accepted."""
    day = swedish_date(due_on)
    opening: list[Block] = [
        Paragraph(
            f"Vi har granskat er åtgärdsplan och kan inte godkänna den. Vi begär att ni "
            f"kompletterar den senast den {day}.",
            lead=True,
        ),
    ]
    sections = [
        Section("", tuple(opening + _noted(note))),
        Section("Det här ska ni komplettera", sections=_returned(facts.items)),
    ]
    return _letter(
        "Begäran om kompletterande åtgärdsplan",
        facts,
        issued_on,
        (*sections, *_accepted(facts.items), Section("Så svarar ni", _how_to_supplement(day))),
    )


def warning_letter(
    facts: LetterFacts, *, due_on: date, clause: str, note: str, issued_on: date
) -> Document:
    """Warn that the contract's penalty may be claimed. The letter itself decides no penalty."""
    day = swedish_date(due_on)
    ground = f"avtalsvite enligt avtalet, {clause}" if clause else "avtalsvite enligt avtalet"
    opening: list[Block] = [
        Paragraph(
            f"Åtgärdsplanen som ni har lämnat räcker inte. Om vi inte har fått en plan som vi kan "
            f"godkänna senast den {day} kan {facts.authority} komma att kräva {ground}.",
            lead=True,
        ),
        Notice(
            "Det här är en varning. Något beslut om avtalsvite är inte fattat. Ni får lämna "
            "synpunkter innan nämnden tar ställning."
        ),
    ]
    return _letter(
        "Varning om avtalsvite",
        facts,
        issued_on,
        (
            Section("", tuple(opening + _noted(note))),
            Section("Det här är fortfarande inte åtgärdat", sections=_returned(facts.items)),
            Section("Så undviker ni att vi går vidare", _how_to_supplement(day)),
        ),
    )


def approval_letter(facts: LetterFacts, *, continued: str, issued_on: date) -> Document:
    """Approve the plan, list what was promised, and say how the follow-up goes on."""
    promised = Bullets(tuple(_promise(item) for item in facts.items))
    goes_on: list[Block] = [
        Paragraph(
            "Godkännandet gäller planen. Vi fortsätter att följa upp att åtgärderna genomförs och "
            "att verksamheten fortlöpande lever upp till kraven."
        ),
        *_noted(continued),
    ]
    return _letter(
        "Godkännande av åtgärdsplan",
        facts,
        issued_on,
        (
            Section(
                "",
                (
                    Paragraph(
                        "Vi har granskat er åtgärdsplan och godkänner den. Planen beskriver på "
                        "ett tillräckligt sätt hur ni ska leva upp till kraven.",
                        lead=True,
                    ),
                ),
            ),
            Section("Det här har ni åtagit er", (promised,)),
            Section("Fortsatt uppföljning", tuple(goes_on)),
        ),
    )


def _letter(
    title: str, facts: LetterFacts, issued_on: date, sections: tuple[Section, ...]
) -> Document:
    closing = Section(
        "Varför vi skriver till er",
        (Paragraph(legal_basis(facts, issued_on)), Signature((facts.signed_by, facts.authority))),
    )
    sender = (facts.municipality, facts.administration)
    agreement = f"{facts.agreement}, {facts.lot}" if facts.lot else facts.agreement
    return Document(
        title=title,
        organisation=facts.authority,
        issued_on=issued_on,
        sections=(*sections, closing),
        case_number=facts.case_number,
        kind=Kind.LETTER,
        recipient=(facts.provider, f"Org.nr {facts.org_number}"),
        sender=tuple(line for line in sender if line),
        reference=(("Uppföljning", facts.followup), ("Avtal", agreement)),
    )


def legal_basis(facts: LetterFacts, on: date) -> str:
    """Return on what ground the authority follows up and may ask for measures.

    Source: kommunallagen (2017:725) 6 kap. 6 § and 10 kap. 8 §; before 2018 kommunallagen
    (1991:900) 3 kap. 19 § and 6 kap. 7 §.
    """
    is_old = on < NEW_LOCAL_GOVERNMENT_ACT_FROM
    act = "kommunallagen (1991:900)" if is_old else "kommunallagen (2017:725)"
    if facts.operating_form in PRIVATE:
        duty = "kontrollera och följa upp verksamhet som privata utförare har hand om"
        place = "3 kap. 19 §" if is_old else "10 kap. 8 §"
    else:
        duty = "se till att verksamheten bedrivs enligt de mål och krav som gäller"
        place = "6 kap. 7 §" if is_old else "6 kap. 6 §"
    in_house = facts.agreement_form == AgreementForm.MISSION
    ground = "uppdragsbeskrivningen" if in_house else "avtalet"
    unbroken = place.replace(" ", NO_BREAK)
    return f"Nämnden ska {duty} ({unbroken} {act}). Kraven som vi hänvisar till står i {ground}."


def _when(facts: LetterFacts) -> str:
    if facts.carried_out_on is None:
        return f"Vi har följt upp er verksamhet enligt {facts.agreement}."
    return f"Vi följde upp er verksamhet den {swedish_date(facts.carried_out_on)}."


def _described(items: Sequence[LetterItem]) -> tuple[Section, ...]:
    return tuple(
        Section(_heading(number, item), (Facts(_demands(item)),))
        for number, item in enumerate(items, start=1)
    )


def _returned(items: Sequence[LetterItem]) -> tuple[Section, ...]:
    """Return what is not accepted, with the reviewer's words; numbered as in the request."""
    return tuple(
        Section(_heading(number, item), (Facts(_demands(item)), *_quoted(item)))
        for number, item in enumerate(items, start=1)
        if item.state != ItemState.ACCEPTED
    )


def _accepted(items: Sequence[LetterItem]) -> tuple[Section, ...]:
    done = tuple(
        _heading(number, item)
        for number, item in enumerate(items, start=1)
        if item.state == ItemState.ACCEPTED
    )
    lead = Paragraph("De här svaren räcker. Ni behöver inte göra något mer med dem nu.")
    return (Section("Det här är redan godtaget", (lead, Bullets(done))),) if done else ()


def _heading(number: int, item: LetterItem) -> str:
    return f"Brist {number}: {item.area}"


def _demands(item: LetterItem) -> tuple[tuple[str, str], ...]:
    seen = f"{item.seen} ({swedish_date(item.seen_on)})" if item.seen_on else item.seen
    pairs = [
        ("Krav", item.requirement),
        ("Det vi såg", seen),
        ("Det här ska ni uppnå", item.required_result),
    ]
    if item.due_on:
        pairs.append(("Ska vara avhjälpt", swedish_date(item.due_on)))
    if item.severity:
        pairs.append(("Allvar", f"{item.severity} brist"))
    return tuple((label, value) for label, value in pairs if value)


def _quoted(item: LetterItem) -> tuple[Block, ...]:
    return (Quote("Varför svaret inte räcker", item.comment),) if item.comment else ()


def _noted(note: str) -> list[Block]:
    return [Paragraph(note)] if note else []


def _promise(item: LetterItem) -> str:
    by = f" Klart senast {swedish_date(item.done_by)}." if item.done_by else ""
    who = f" Ansvarig: {item.responsible}." if item.responsible else ""
    measure = item.measure if item.measure.endswith((".", "!", "?")) else f"{item.measure}."
    return f"{item.area}: {measure}{who}{by}"


def _how_to_answer(day: str) -> tuple[Block, ...]:
    return (
        Paragraph(f"Logga in i Insyn och svara på varje brist senast den {day}. Beskriv"),
        Bullets(
            (
                "vilka som berörs och om andra kan beröras",
                "orsaken till bristen",
                "vad ni gör åt den, vem som ansvarar och när det är klart",
                "hur ni kontrollerar att åtgärden får effekt.",
            )
        ),
        Paragraph(
            "Åtgärd, ansvarig och slutdatum måste finnas för varje brist. Skriv inga uppgifter om "
            "enskilda personer som får insatser."
        ),
    )


def _how_to_supplement(day: str) -> tuple[Block, ...]:
    return (
        Paragraph(
            f"Logga in i Insyn, ändra de svar som har kommit tillbaka och lämna in planen igen "
            f"senast den {day}."
        ),
    )
