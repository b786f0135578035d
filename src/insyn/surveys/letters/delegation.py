"""The mails to somebody who has been given a part of a survey. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from insyn.mailing.rules import LINK_PLACE
from insyn.papers.wording import swedish_date
from insyn.surveys.letters.invitations import Letter
from insyn.surveys.rules.mail_words import SurveyWords


@dataclass(frozen=True, slots=True)
class DelegationFacts:
    """What the mail says; ``link`` is where the personal link is put."""

    survey: str
    subject: str
    authority: str
    given_by: str
    areas: str
    due_on: date
    ground: str
    contact: str
    link: str


@dataclass(frozen=True, slots=True)
class MailWords:
    """Subject and text of a mail."""

    subject: str
    text: str


def delegation_mail(facts: DelegationFacts) -> MailWords:
    """Ask somebody to answer some areas: which, by when, why and how."""
    return MailWords(
        subject=f"Svara på en del av en enkät: {facts.survey}"[:200],
        text=(
            f"{facts.given_by} ber dig svara på en del av enkäten ”{facts.survey}” "
            f"för {facts.subject}.\n\n"
            f"Din del: {facts.areas}.\n"
            f"Svara senast den {swedish_date(facts.due_on)}.\n\n"
            f"Öppna din personliga länk och svara:\n{facts.link}\n\n"
            "Länken är bara din. Skicka den inte vidare. Svaren sparas medan du skriver, och du "
            f"kan fortsätta senare. {facts.given_by} lämnar in enkäten när allt är klart.\n\n"
            f"Varför ni får enkäten: {facts.authority} följer upp verksamheten. "
            f"Rättslig grund: {facts.ground}.\n\n"
            f"Frågor om enkäten: {facts.contact}\n"
        ),
    )


def part_reminder(words: SurveyWords, areas: Sequence[str], *, today: date) -> Letter:
    """Return the mail that reminds somebody of the areas in their part that are not done."""
    last = swedish_date(words.due_on)
    if today > words.due_on:
        when = f"Sista dagen att svara var den {last}. Svara så snart du kan."
    elif today == words.due_on:
        when = "I dag är sista dagen att svara."
    else:
        when = f"Sista dagen att svara är den {last}."
    text = (
        f"Hej!\n\nDu svarar på en del av enkäten ”{words.title}” för {words.subject}. Frågor är "
        f"kvar att besvara i: {', '.join(areas)}. {when}\n\n"
        f"Rättslig grund: {words.ground}\n\nÖppna din del här: {LINK_PLACE}\n\n"
        f"Länken är personlig. Skicka den inte vidare.\n\n"
        f"Frågor? Kontakta {words.contact}.\n\n{words.board}"
    )
    return Letter(f"Påminnelse om din del: {words.title} – {words.subject}"[:200], text)
