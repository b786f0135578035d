"""The receipt for a survey that was handed in. Pure."""

from dataclasses import dataclass
from datetime import date, datetime

from insyn.papers.content import Document, Facts, Kind, Paragraph, Section, Table
from insyn.papers.wording import Language


@dataclass(frozen=True, slots=True)
class MailWords:
    """Subject and text of a mail."""

    subject: str
    text: str


NOT_ANSWERED = {Language.SWEDISH: "Inte besvarad", Language.ENGLISH: "Not answered"}


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """A question with the answer that was handed in, in words; empty when there is none."""

    number: str
    text: str
    answer: str
    comment: str = ""


@dataclass(frozen=True, slots=True)
class ReceiptFacts:
    """What the receipt says. ``submitted_at`` is in local time; ``areas`` are names and lines."""

    number: str
    survey: str
    subject: str
    provider: str
    authority: str
    submitted_at: datetime
    submitted_by: str
    digest: str
    ground: str
    areas: tuple[tuple[str, tuple[ReceiptLine, ...]], ...]


@dataclass(frozen=True, slots=True)
class _Words:
    title: str
    opening: str
    survey: str
    unit: str
    provider: str
    number: str
    at: str
    by: str
    count: str
    ground: str
    digest: str
    explained: str
    question: str
    answer: str
    comment: str


_WORDS = {
    Language.SWEDISH: _Words(
        title="Kvitto på inlämnad enkät",
        opening="{authority} har tagit emot svaren. De kan inte längre ändras.",
        survey="Enkät",
        unit="Gäller",
        provider="Utförare",
        number="Kvittonummer",
        at="Inlämnad",
        by="Inlämnad av",
        count="Antal svar",
        ground="Rättslig grund",
        digest="Kontrollsumma (SHA-256)",
        explained=(
            "Kontrollsumman räknas ut på svaren. Den visar att nämnden har just det ni lämnade in."
        ),
        question="Fråga",
        answer="Svar",
        comment="Kommentar: {comment}",
    ),
    Language.ENGLISH: _Words(
        title="Receipt for a survey handed in",
        opening="{authority} has received the answers. They can no longer be changed.",
        survey="Survey",
        unit="Concerns",
        provider="Provider",
        number="Receipt number",
        at="Handed in",
        by="Handed in by",
        count="Number of answers",
        ground="Legal basis",
        digest="Checksum (SHA-256)",
        explained=(
            "The checksum is computed from the answers. It shows that what the board has is what "
            "you handed in."
        ),
        question="Question",
        answer="Answer",
        comment="Comment: {comment}",
    ),
}


def receipt(
    facts: ReceiptFacts, *, issued_on: date, language: Language = Language.SWEDISH
) -> Document:
    """Return the receipt: what was handed in, when and by whom, and every answer in words.

    The same facts give the same paper, on whatever day it is fetched.
    """
    words = _WORDS[language]
    answered = sum(1 for _name, lines in facts.areas for line in lines if line.answer)
    pairs = (
        (words.survey, facts.survey),
        (words.unit, facts.subject),
        (words.provider, facts.provider),
        (words.number, facts.number),
        (words.at, f"{facts.submitted_at:%Y-%m-%d %H:%M}"),
        (words.by, facts.submitted_by),
        (words.count, str(answered)),
        (words.ground, facts.ground),
        (words.digest, grouped(facts.digest)),
    )
    opening = Paragraph(words.opening.format(authority=facts.authority), lead=True)
    return Document(
        title=words.title,
        subtitle=facts.survey,
        organisation=facts.authority,
        issued_on=issued_on,
        kind=Kind.REPORT,
        language=language,
        sections=(
            Section("", (opening, Facts(pairs), Paragraph(words.explained)), numbered=False),
            *(
                Section(name, (_table(name, lines, words, language),), numbered=False)
                for name, lines in facts.areas
            ),
        ),
    )


def grouped(digest: str) -> str:
    """Return the digest in groups of eight, to be read aloud and compared."""
    return " ".join(digest[at : at + 8] for at in range(0, len(digest), 8))


def _table(name: str, lines: tuple[ReceiptLine, ...], words: _Words, language: Language) -> Table:
    return Table(
        caption=name,
        header=("", words.question, words.answer),
        rows=tuple((line.number, line.text, _said(line, words, language)) for line in lines),
        widths=(1, 6, 5),
    )


def _said(line: ReceiptLine, words: _Words, language: Language) -> str:
    answer = line.answer or NOT_ANSWERED[language]
    return f"{answer}\n{words.comment.format(comment=line.comment)}" if line.comment else answer


_SUBJECT = {Language.SWEDISH: "Kvitto: {survey}", Language.ENGLISH: "Receipt: {survey}"}
_TEXT = {
    Language.SWEDISH: """Hej!

{authority} har tagit emot svaren på enkäten ”{survey}” för {subject}.

Inlämnad: {at} av {by}
Kvittonummer: {number}
Kontrollsumma: {digest}

Läs kvittot och hämta det som PDF: {link}

Svaren går inte att ändra. Behöver nämnden veta mer får ni tillbaka just den frågan.""",
    Language.ENGLISH: """Hello!

{authority} has received the answers to the survey “{survey}” for {subject}.

Handed in: {at} by {by}
Receipt number: {number}
Checksum: {digest}

Read the receipt and fetch it as PDF: {link}

The answers cannot be changed. If the board needs to know more, you get that question back.""",
}


def receipt_mail(facts: ReceiptFacts, *, link: str, language: Language) -> MailWords:
    """Return the mail with the receipt: when, by whom and how to know it again; no answers."""
    return MailWords(
        subject=_SUBJECT[language].format(survey=facts.survey)[:200],
        text=_TEXT[language].format(
            authority=facts.authority,
            survey=facts.survey,
            subject=facts.subject,
            at=f"{facts.submitted_at:%Y-%m-%d %H:%M}",
            by=facts.submitted_by,
            number=facts.number,
            digest=grouped(facts.digest),
            link=link,
        ),
    )
