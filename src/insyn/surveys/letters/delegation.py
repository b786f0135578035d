"""The mail to somebody who has been given a part of a survey. Pure."""

from dataclasses import dataclass
from datetime import date

from insyn.papers.wording import swedish_date


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
