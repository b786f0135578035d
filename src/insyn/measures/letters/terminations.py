"""What the letters about the end of a contract say. Pure: facts in, content tree out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from insyn.measures.rules.terminations import TerminationKind
from insyn.papers.content import Bullets, Document, Facts, Kind, Paragraph, Section, Signature
from insyn.papers.wording import swedish_date


@dataclass(frozen=True, slots=True)
class EndingFacts:
    """What all letters about the end of one contract have in common."""

    authority: str
    municipality: str
    administration: str
    signed_by: str
    provider: str
    org_number: str
    agreement: str
    case_number: str
    kind: TerminationKind
    clause: str
    reason: str
    at_once: str
    decision: str
    decided_on: date | None
    sanction: str
    notice_months: int | None
    notice_on: date
    ends_on: date
    issued_on: date


_TITLES = {
    TerminationKind.TERMINATION: "Uppsägning av avtal",
    TerminationKind.RESCISSION: "Hävning av avtal",
    TerminationKind.AGREED: "Överenskommelse om att avtalet upphör",
    TerminationKind.BY_PROVIDER: "Bekräftelse av er uppsägning",
}

_DUTIES = (
    "Ni utför insatserna enligt avtalet till och med sista dagen.",
    (
        "Var och en som har sin insats hos er får en plan av sin socialsekreterare. Vi hör av oss "
        "om dem en och en, aldrig i det här ärendet."
    ),
    (
        "Ni redovisar hur många akter och journaler som ska lämnas över. Hur och till vem de "
        "lämnas får ni veta särskilt."
    ),
    "Fakturor, viten och avdrag stäms av innan slutfakturan.",
)
_DUTIES_AT_ONCE = (
    (
        "Ni hjälper till så att var och en som har sin insats hos er får en ny lösning. Vi hör av "
        "oss om dem en och en, aldrig i det här ärendet."
    ),
    *_DUTIES[2:],
)


def notice_letter(facts: EndingFacts, *, answer_due_on: date | None) -> Document:
    """Tell the provider that the contract ends: clause, ground, notice period and last day."""
    sections = [
        Section("", (Paragraph(_opening(facts), lead=True),)),
        Section("Skälen", tuple(map(Paragraph, _reasons(facts)))),
        Section("Så länge gäller avtalet", (Paragraph(_period(facts)),)),
        Section("Det här händer nu", (Bullets(_duties(facts)),)),
        *_objections(facts, answer_due_on),
    ]
    return _letter(_TITLES[facts.kind], facts, sections)


def receipt_letter(facts: EndingFacts) -> Document:
    """Confirm that the provider has given notice, and say which the last day is."""
    opening = (
        f"Vi har den {swedish_date(facts.notice_on)} tagit emot er uppsägning av "
        f"{facts.agreement}. Avtalet upphör den {swedish_date(facts.ends_on)}."
    )
    sections = [
        Section("", (Paragraph(opening, lead=True),)),
        Section("Så länge gäller avtalet", (Paragraph(_period(facts)),)),
        Section("Det här händer nu", (Bullets(_DUTIES),)),
    ]
    return _letter(_TITLES[TerminationKind.BY_PROVIDER], facts, sections)


def stopped_letter(facts: EndingFacts, why: str) -> Document:
    """Tell the provider that the contract goes on after all."""
    opening = (
        f"Vi meddelade den {swedish_date(facts.notice_on)} att {facts.agreement} skulle upphöra. "
        "Det fullföljs inte. Avtalet gäller som förut."
    )
    sections = [
        Section("", (Paragraph(opening, lead=True),)),
        Section("Varför", (Paragraph(why),)),
    ]
    return _letter("Avtalet upphör inte", facts, sections)


def _opening(facts: EndingFacts) -> str:
    last = swedish_date(facts.ends_on)
    if facts.kind == TerminationKind.RESCISSION:
        said = f"{facts.authority} häver {facts.agreement}. Avtalet upphör den {last}."
    elif facts.kind == TerminationKind.AGREED:
        said = f"{facts.authority} och ni är överens om att {facts.agreement} upphör den {last}."
    else:
        said = f"{facts.authority} säger upp {facts.agreement}. Avtalet upphör den {last}."
    return f"{said} Det stöder sig på avtalet, {facts.clause}." if facts.clause else said


def _reasons(facts: EndingFacts) -> list[str]:
    sanction = f"Beslutet om {facts.kind.label.lower()} har nummer {facts.sanction}."
    said = [facts.reason, facts.at_once, sanction if facts.sanction else ""]
    return [text for text in said if text]


def _period(facts: EndingFacts) -> str:
    last = f"Avtalets sista dag är den {swedish_date(facts.ends_on)}."
    if facts.kind == TerminationKind.RESCISSION:
        return f"Hävningen gäller genast, utan uppsägningstid. {last}"
    if facts.kind == TerminationKind.AGREED or facts.notice_months is None:
        return last
    months = "1 månad" if facts.notice_months == 1 else f"{facts.notice_months} månader"
    return (
        f"Uppsägningstiden är {months} enligt avtalet och räknas från den "
        f"{swedish_date(facts.notice_on)}. {last}"
    )


def _duties(facts: EndingFacts) -> tuple[str, ...]:
    return _DUTIES_AT_ONCE if facts.kind == TerminationKind.RESCISSION else _DUTIES


def _objections(facts: EndingFacts, due: date | None) -> list[Section]:
    if facts.kind == TerminationKind.AGREED:
        return []
    said = (
        "Beslutet stöder sig på avtalet mellan oss. Det överklagas inte som ett myndighetsbeslut. "
        "Är vi inte överens gäller det som avtalet säger om tvist."
    )
    if due is not None:
        said = (
            f"Anser ni att beslutet är fel kan ni bestrida det senast den {swedish_date(due)}. "
            f"Logga in i Insyn, eller skriv till oss. {said}"
        )
    return [Section("Om ni inte håller med", (Paragraph(said),))]


def _letter(title: str, facts: EndingFacts, sections: Sequence[Section]) -> Document:
    pairs = [("Avtalet upphör", swedish_date(facts.ends_on))]
    if facts.decided_on is not None:
        pairs = [("Beslut", facts.decision), ("Beslutsdatum", swedish_date(facts.decided_on))]
    signature = Signature((facts.signed_by, facts.authority))
    heading = "Beslutet" if facts.decided_on is not None else "Uppgifter"
    sender = (facts.municipality, facts.administration)
    return Document(
        title=title,
        organisation=facts.authority,
        issued_on=facts.issued_on,
        sections=(*sections, Section(heading, (Facts(tuple(pairs)), signature))),
        case_number=facts.case_number,
        kind=Kind.LETTER,
        recipient=(facts.provider, f"Org.nr {facts.org_number}"),
        sender=tuple(line for line in sender if line),
        reference=(("Avtal", facts.agreement),),
    )
