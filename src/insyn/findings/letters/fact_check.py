"""The draft as it goes to the provider, the mails about it, and the whole exchange. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from insyn.findings.rules.papers import CheckWords, SaidPassage, SaidRound
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


def draft_letter(
    words: CheckWords,
    passages: Sequence[SaidPassage],
    *,
    due_on: date,
    issued_on: date,
    number: int = 1,
) -> Document:
    """Return the letter that asks the provider to read the draft for errors.

    ``number`` says which time the draft is sent.
    """
    day = swedish_date(due_on)
    opening = (
        Paragraph(
            f"Här är ett utkast från uppföljningen av er verksamhet. Läs det och säg till senast "
            f"den {day} om någon uppgift är fel.",
            lead=True,
        ),
        Notice("Utkastet är inte färdigt. Det innehåller ingen bedömning, och det kan ändras."),
        *(
            (Paragraph("Texten är ändrad sedan ni läste den. Läs den därför en gång till."),)
            if number > 1
            else ()
        ),
    )
    closing = (
        Bullets(
            (
                "Logga in i Insyn och skriv vid det stycke som är fel.",
                "Skriv vad som är fel och vad som är rätt, och bifoga gärna det som visar det.",
                "Har ni inget att anmärka väljer ni det. Då kan vi gå vidare direkt.",
            )
        ),
        Paragraph(
            "Vi svarar på varje synpunkt. Hör vi inget från er går vi vidare med utkastet som det "
            "är. Skriv inga uppgifter om enskilda personer som får insatser."
        ),
        Signature((words.signed_by, words.authority)),
    )
    sections = (
        Section("", opening),
        Section("Utkastet", sections=_sections(passages)),
        Section("Så svarar ni", closing),
    )
    again = f", omgång {number}" if number > 1 else ""
    title = f"Utkast för faktagranskning{again}"
    return _paper(title, words, issued_on, sections, kind=Kind.LETTER)


def exchange(words: CheckWords, rounds: Sequence[SaidRound], *, issued_on: date) -> Document:
    """Return the whole fact check: each draft as sent, each comment and what was answered."""
    first = rounds[0]
    sections = (
        (
            Section("Vad som har hänt", (Facts(tuple(first.facts)),)),
            Section("Utkastet, synpunkterna och svaren", sections=_sections(first.passages)),
        )
        if len(rounds) == 1
        else tuple(
            Section(
                f"Omgång {one.number}",
                (Facts(tuple(one.facts)),),
                sections=_sections(one.passages),
            )
            for one in rounds
        )
    )
    return _paper("Faktagranskning", words, issued_on, sections, kind=Kind.REPORT)


def _sections(passages: Sequence[SaidPassage]) -> tuple[Section, ...]:
    return tuple(
        Section(f"Stycke {one.number}: {one.heading}", _blocks(one), numbered=False)
        for one in passages
    )


def _blocks(passage: SaidPassage) -> tuple[Block, ...]:
    return (Paragraph(passage.text), *(Quote(who, text) for who, text in passage.said))


def _paper(
    title: str, words: CheckWords, issued_on: date, sections: tuple[Section, ...], *, kind: Kind
) -> Document:
    return Document(
        title=title,
        organisation=words.authority,
        issued_on=issued_on,
        sections=sections,
        case_number=words.case_number,
        kind=kind,
        recipient=(words.provider, f"Org.nr {words.org_number}"),
        sender=tuple(line for line in (words.municipality, words.administration) if line),
        reference=(("Uppföljning", words.followup), ("Avtal", words.agreement)),
    )


@dataclass(frozen=True, slots=True)
class Mail:
    """The subject line and the text of a mail."""

    subject: str
    text: str


def _mail(words: CheckWords, subject: str, *parts: str) -> Mail:
    told = ["Hej!", *parts, f"Det gäller uppföljning {words.followup} enligt {words.agreement}.",
            words.authority]  # fmt: skip
    return Mail(f"{subject} – {words.provider}"[:200], "\n\n".join(told))


def draft_mail(words: CheckWords, *, due_on: date) -> Mail:
    """Return the mail that tells that there is a draft to read."""
    return _mail(
        words,
        "Utkast att faktagranska",
        "Ett utkast från uppföljningen av er verksamhet är klart att läsa. Säg till om någon "
        f"uppgift är fel, senast den {swedish_date(due_on)}.",
    )


def reminder_mail(words: CheckWords, *, due_on: date) -> Mail:
    """Return the mail that reminds before the last day."""
    return _mail(
        words,
        "Påminnelse: utkast att faktagranska",
        f"Ni har inte svarat på utkastet än. Sista dagen är den {swedish_date(due_on)}. Har ni "
        "inget att anmärka kan ni välja det på sidan.",
    )


def prolonged_mail(words: CheckWords, *, due_on: date) -> Mail:
    """Return the mail that tells of a new last day."""
    return _mail(
        words,
        "Ny sista dag för faktagranskning",
        f"Ni har nu till och med den {swedish_date(due_on)} på er att läsa utkastet.",
    )


def replies_mail(words: CheckWords, *, until: date | None) -> Mail:
    """Return the mail that tells that all comments have been answered."""
    may = (
        f"Håller ni inte med om ett svar kan ni bestrida det en gång, till och med den "
        f"{swedish_date(until)}."
        if until
        else "Vi rättar det ni skrev."
    )
    return _mail(words, "Svar på era synpunkter", f"Vi har svarat på era synpunkter. {may}")


def decided_mail(words: CheckWords) -> Mail:
    """Return the mail that tells that a disputed answer has been decided."""
    return _mail(
        words,
        "Bestridet svar är avgjort",
        "En andra läsare har avgjort det svar som ni bestred. Läs avgörandet på sidan.",
    )


def result_mail(words: CheckWords) -> Mail:
    """Return the mail that tells that the result has been sent and can be read."""
    return _mail(
        words,
        "Resultat av uppföljningen",
        "Uppföljningen av er verksamhet är klar. Läs resultatet på sidan.",
    )
