"""What the mail that asks a provider about a good example says. Pure.

Mails are written in Swedish: they are the authority's own words to a provider.
"""

from dataclasses import dataclass

from insyn.mailing.rules import LINK_PLACE

LONGEST_SUBJECT = 200


@dataclass(frozen=True, slots=True)
class AskedAbout:
    """Who asks, about which follow-up, and the example as it would be shared."""

    board: str
    followup: str
    agreement: str
    title: str
    text: str


def asking_subject(about: AskedAbout) -> str:
    """Return the subject line of the mail."""
    return f"Får vi dela ert goda exempel? {about.title}"[:LONGEST_SUBJECT]


def asking_text(about: AskedAbout) -> str:
    """Return the text of the mail, with a place for the personal link."""
    return "\n\n".join(
        (
            "Hej!",
            (
                f"{about.board} såg något vid uppföljningen {about.followup} av {about.agreement} "
                "som andra utförare kan ha nytta av. Får vi dela det med dem? Så här skulle texten "
                "lyda:"
            ),
            f"{about.title}\n{about.text}",
            f"Svara här: {LINK_PLACE}",
            (
                "Ni kan säga ja med eller utan ert namn, eller nej. Inget delas innan ni har "
                "svarat, och ni kan ta tillbaka ett ja när ni vill. Svaret påverkar inte "
                "bedömningen."
            ),
            about.board,
        )
    )
