"""What the mail to a calling unit says. Pure: it is the authority's own words, in Swedish."""

from dataclasses import dataclass
from datetime import date

from insyn.papers.wording import swedish_date


@dataclass(frozen=True, slots=True)
class ViewMail:
    """The subject line and the text of a mail."""

    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class ViewAsked:
    """What is asked, about whom, by when, and where it is answered."""

    provider: str
    agreement: str
    unit_name: str
    due_on: date | None
    asked_by: str
    address: str


def question_mail(asked: ViewAsked) -> ViewMail:
    """Return the mail that asks a person what their unit thinks of the provider."""
    due = f" Svara senast den {swedish_date(asked.due_on)}." if asked.due_on else ""
    about = (
        f"Vi ska följa upp {asked.provider} enligt {asked.agreement}. Ni placerar hos utföraren, "
        f"så vi vill veta vad ni tycker.{due}"
    )
    return ViewMail(
        subject=f"Vad tycker {asked.unit_name} om {asked.provider}?"[:200],
        text="\n\n".join(
            (
                "Hej!",
                about,
                f"Svara i Insyn: {asked.address}",
                "Det tar någon minut. Skriv inga namn eller personnummer på enskilda.",
                f"Hälsningar\n{asked.asked_by}",
            )
        ),
    )
