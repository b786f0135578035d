"""The mails that tell a provider of a visit. Pure."""

from dataclasses import dataclass

from insyn.papers.wording import swedish_date
from insyn.visits.letters.letters import LetterWords, VisitLetterFacts
from insyn.visits.rules.times import clock_in_words


@dataclass(frozen=True, slots=True)
class Mail:
    """What a mail says."""

    subject: str
    text: str


def announcement_mail(facts: VisitLetterFacts, words: LetterWords) -> Mail:
    """Tell of a visit, with what the letter says in short."""
    lines = [
        f"Dag: {swedish_date(facts.on)}",
        _line("Klockan", clock_in_words(facts.starts_at, facts.ends_at)),
        _line("Plats", facts.place),
        _line("Verksamhet", facts.unit),
        _line("Syfte", facts.purpose),
        _line("Vi som kommer", "; ".join(str(person) for person in facts.reviewers)),
        _line("Vi vill träffa", words.wanted),
        _line("Handlingar som ska finnas till hands", "; ".join(words.documents)),
    ]
    planned = "\n".join(line for line in lines if line)
    opening = f"{facts.authority} kommer att besöka eller möta er."
    paragraphs = [opening, planned, words.message, _MORE]
    return Mail(_subject("Meddelande om besök", facts), _joined(facts, paragraphs))


def thanks_mail(facts: VisitLetterFacts, words: LetterWords) -> Mail:
    """Thank for the visit and say what is still waited for."""
    awaited = _line("Vi väntar på", "; ".join(words.documents))
    opening = f"Tack för att ni tog emot oss den {swedish_date(facts.on)}."
    next_step = "Vi går igenom det vi har sett och hört. Därefter får ni resultatet."
    paragraphs = [opening, words.message, awaited, next_step]
    return Mail(_subject("Bekräftelse efter besök", facts), _joined(facts, paragraphs))


def cancelled_mail(facts: VisitLetterFacts) -> Mail:
    """Say that a visit that was told of is off. Why stays with the authority."""
    day = swedish_date(facts.on)
    opening = f"Besöket som var bokat till den {day} är inställt. Ni behöver inte göra något."
    return Mail(_subject("Besöket är inställt", facts), _joined(facts, [opening]))


_MORE = "Logga in i Insyn om ni vill lämna handlingar i förväg."


def _line(label: str, value: str) -> str:
    return f"{label}: {value}" if value else ""


def _subject(what: str, facts: VisitLetterFacts) -> str:
    return f"{what}, {swedish_date(facts.on)}"


def _joined(facts: VisitLetterFacts, paragraphs: list[str]) -> str:
    about = f"Det gäller {facts.provider}, uppföljning {facts.followup}."
    farewell = f"Vänliga hälsningar\n{facts.authority}"
    return "\n\n".join(part for part in ["Hej!", *paragraphs, about, farewell] if part)
