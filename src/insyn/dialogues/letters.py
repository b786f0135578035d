"""What the papers and mails about a dialogue meeting say. Pure: facts in, content tree out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

from insyn.dialogues.rules import MeetingMode
from insyn.dialogues.rules.life import clock_in_words
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

SUBJECT_LENGTH = 200


@dataclass(frozen=True, slots=True)
class ItemWords:
    """An item of the agenda, and what was said about it."""

    title: str
    notes: str = ""


@dataclass(frozen=True, slots=True)
class PointWords:
    """What was agreed, who does it and by when."""

    text: str
    done_by: str
    due_on: date


@dataclass(frozen=True, slots=True)
class MeetingWords:
    """What the papers about one meeting have in common."""

    authority: str
    municipality: str
    administration: str
    signed_by: str
    contact: str
    provider: str
    org_number: str
    agreement: str
    case_number: str
    on: date
    starts_at: time | None
    ends_at: time | None
    mode: MeetingMode
    place: str
    purpose: str
    agenda: Sequence[ItemWords]


@dataclass(frozen=True, slots=True)
class MinutesWords:
    """What is known of a meeting first when it has been held."""

    participants: str
    notes: str
    agreed: Sequence[PointWords]


@dataclass(frozen=True, slots=True)
class Mail:
    """The subject line and the text of a mail."""

    subject: str
    text: str


def invitation(words: MeetingWords, *, message: str, is_again: bool, issued_on: date) -> Document:
    """Ask the provider to a meeting: when, where, why and about what."""
    opening = f"Välkomna till dialogmöte {_when(words)}."
    if is_again:
        opening = f"Det här har ändrats sedan den förra inbjudan. {opening}"
    first: list[Block] = [Paragraph(opening, lead=True)]
    if message:
        first.append(Paragraph(message))
    sections = (
        Section("", tuple(first)),
        Section("Tid och plats", (Facts(_pairs(words)),)),
        Section("Dagordning", (Bullets(_titles(words), ordered=True),)),
        Section("Bra att veta", (Paragraph(_PREPARE), *_questions_to(words), _signed(words))),
    )
    return _paper("Inbjudan till dialogmöte", words, issued_on, sections)


_PREPARE = (
    "Säg till om ni vill ta upp något mer, eller om tiden inte passar. Efter mötet får ni "
    "minnesanteckningar med det vi har kommit överens om. Ta inte med uppgifter om enskilda "
    "personer."
)


def minutes(words: MeetingWords, held: MinutesWords, *, issued_on: date) -> Document:
    """Tell what was said and agreed at a meeting."""
    opening = Paragraph(f"Minnesanteckningar från dialogmötet {_when(words)}.", lead=True)
    facts = Facts((*_pairs(words), ("Deltagare", held.participants)))
    sections = [
        Section("", (opening, facts)),
        Section(
            "Det vi talade om",
            sections=tuple(
                Section(item.title, (Paragraph(item.notes or _NOTHING_NOTED),))
                for item in words.agenda
            ),
        ),
    ]
    if held.notes:
        sections.append(Section("Övrigt", (Paragraph(held.notes),)))
    sections.append(Section("Det vi kom överens om", (_agreed(held.agreed),)))
    sections.append(Section("Stämmer det?", (Paragraph(_IS_IT_RIGHT), _signed(words))))
    return _paper("Minnesanteckningar från dialogmöte", words, issued_on, tuple(sections))


_NOTHING_NOTED = "Inget antecknat."
_IS_IT_RIGHT = (
    "Hör av er om något inte stämmer. Det ni ska göra ser ni i Insyn. Där antecknar ni också när "
    "det är klart. Vi går igenom överenskommelserna vid nästa uppföljning."
)


def _agreed(points: Sequence[PointWords]) -> Block:
    if not points:
        return Paragraph("Vi kom inte överens om något särskilt.")
    return Table(
        "Överenskommelser",
        ("Vad", "Görs av", "Klart senast"),
        tuple((one.text, one.done_by, one.due_on.isoformat()) for one in points),
        widths=(6, 2, 2),
    )


def _when(words: MeetingWords) -> str:
    hours = clock_in_words(words.starts_at, words.ends_at)
    day = f"den {swedish_date(words.on)}"
    return f"{day} klockan {hours}" if hours else day


def _pairs(words: MeetingWords) -> tuple[tuple[str, str], ...]:
    pairs = (
        ("Dag", swedish_date(words.on)),
        ("Klockan", clock_in_words(words.starts_at, words.ends_at)),
        ("Sätt", words.mode.label),
        ("Plats" if words.mode == MeetingMode.ON_SITE else "Plats eller länk", words.place),
        ("Syfte", words.purpose),
    )
    return tuple((label, value) for label, value in pairs if value)


def _titles(words: MeetingWords) -> tuple[str, ...]:
    return tuple(item.title for item in words.agenda)


def _questions_to(words: MeetingWords) -> tuple[Block, ...]:
    return (Paragraph(f"Har ni frågor, kontakta {words.contact}."),) if words.contact else ()


def _signed(words: MeetingWords) -> Signature:
    return Signature((words.signed_by, words.authority))


def _paper(
    title: str, words: MeetingWords, issued_on: date, sections: tuple[Section, ...]
) -> Document:
    return Document(
        title=title,
        organisation=words.authority,
        issued_on=issued_on,
        sections=sections,
        case_number=words.case_number,
        kind=Kind.LETTER,
        recipient=(words.provider, f"Org.nr {words.org_number}"),
        sender=tuple(line for line in (words.municipality, words.administration) if line),
        reference=(("Avtal", words.agreement),),
    )


def invitation_mail(words: MeetingWords, *, message: str, is_again: bool) -> Mail:
    """Return the mail that asks the provider to a meeting, with what the letter says in short."""
    subject = "Ändrad inbjudan till dialogmöte" if is_again else "Inbjudan till dialogmöte"
    told = "\n".join(f"{label}: {value}" for label, value in _pairs(words))
    agenda = "\n".join(f"{place}. {said}" for place, said in enumerate(_titles(words), start=1))
    opening = f"{words.authority} bjuder in er till ett dialogmöte."
    return _mail(words, subject, opening, told, message, f"Dagordning:\n{agenda}")


def minutes_mail(words: MeetingWords, held: MinutesWords, *, is_again: bool) -> Mail:
    """Return the mail that tells that the minutes are there to be read."""
    subject = "Ändrade minnesanteckningar" if is_again else "Minnesanteckningar från dialogmöte"
    opening = f"Här är minnesanteckningarna från dialogmötet {_when(words)}."
    counted = len(held.agreed)
    agreed = (
        f"Vi kom överens om {counted} {'sak' if counted == 1 else 'saker'}. Läs vad ni ska göra "
        "och till när."
        if counted
        else ""
    )
    return _mail(words, subject, opening, agreed)


def cancelled_mail(words: MeetingWords) -> Mail:
    """Return the mail that says that a meeting is off. Why stays with the authority."""
    opening = f"Dialogmötet {_when(words)} är inställt. Ni behöver inte göra något."
    return _mail(words, "Dialogmötet är inställt", opening)


def _mail(words: MeetingWords, subject: str, *parts: str) -> Mail:
    about = f"Det gäller {words.provider} enligt {words.agreement}."
    farewell = f"Vänliga hälsningar\n{words.authority}"
    told = [part for part in ("Hej!", *parts, about, farewell) if part]
    return Mail(f"{subject}, {swedish_date(words.on)}"[:SUBJECT_LENGTH], "\n\n".join(told))
