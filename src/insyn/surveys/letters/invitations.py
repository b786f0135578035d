"""What the mails about a survey say: invitation, reminder, new last day and added question. Pure.

Mails are written in Swedish: they are the authority's own words to a provider.
"""

from dataclasses import dataclass
from datetime import date

from insyn.mailing.rules import LINK_PLACE
from insyn.surveys.rules.mail_words import SurveyWords

_MONTHS = (
    "januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september",
    "oktober", "november", "december",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Letter:
    """The subject line and the text of a mail."""

    subject: str
    text: str


def long_day(day: date) -> str:
    """Return the day as it is written in running text: ”21 november 2026”."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


_PERSONAL = (
    "Länken är personlig. Skicka den inte vidare. Du kan lämna över en del av enkäten till en "
    "kollega när du har öppnat den."
)


def _letter(words: SurveyWords, subject: str, *parts: str) -> Letter:
    said = [
        "Hej!",
        *(part for part in parts if part),
        f"Öppna enkäten här: {LINK_PLACE}",
        _PERSONAL,
        f"Frågor? Kontakta {words.contact}.",
        words.board,
    ]
    return Letter(subject[:200], "\n\n".join(said))


def _asked(words: SurveyWords) -> str:
    return (
        f"{words.board} följer upp {words.subject} med enkäten ”{words.title}”. Frågorna gäller "
        f"{long_day(words.concerns_from)} till {long_day(words.concerns_to)}."
    )


def _ground(words: SurveyWords) -> str:
    return f"Rättslig grund: {words.ground}"


def invitation(words: SurveyWords) -> Letter:
    """Return the mail that asks somebody to answer."""
    return _letter(
        words,
        f"Enkät: {words.title} – {words.subject}",
        _asked(words),
        words.intro,
        f"Svara senast {long_day(words.due_on)}. Du kan spara och fortsätta när du vill.",
        _ground(words),
    )


def reminder(words: SurveyWords, *, today: date, is_returned: bool = False) -> Letter:
    """Return the mail that reminds; it says whether the last day has passed."""
    what = (
        f"Frågor i enkäten ”{words.title}” för {words.subject} har skickats tillbaka och väntar "
        "på svar."
        if is_returned
        else f"Svaren på enkäten ”{words.title}” för {words.subject} är inte inlämnade än."
    )
    if today > words.due_on:
        when = (
            f"Sista dagen att svara var {long_day(words.due_on)}. Lämna in svaren så snart du "
            "kan, eller hör av dig om du behöver mer tid."
        )
    elif today == words.due_on:
        when = "I dag är sista dagen att svara."
    else:
        when = f"Sista dagen att svara är {long_day(words.due_on)}."
    return _letter(
        words,
        f"Påminnelse: {words.title} – {words.subject}",
        f"{what} {when}",
        _ground(words),
    )


def extension(words: SurveyWords, *, reason: str) -> Letter:
    """Return the mail that gives somebody longer to answer."""
    return _letter(
        words,
        f"Ny sista dag: {words.title} – {words.subject}",
        f"Du kan svara på enkäten ”{words.title}” för {words.subject} till och med "
        f"{long_day(words.due_on)}. Skäl: {reason}",
    )


def added_question(words: SurveyWords, *, question: str, reason: str, is_handed_in: bool) -> Letter:
    """Return the mail that tells of a question that has come into a running survey."""
    what = (
        "Dina svar är inlämnade och står kvar. Du behöver inte svara på den nya frågan om den inte "
        "skickas tillbaka till dig."
        if is_handed_in
        else f"Svara på den tillsammans med de andra, senast {long_day(words.due_on)}."
    )
    return _letter(
        words,
        f"Ny fråga: {words.title} – {words.subject}",
        f"En fråga har lagts till i enkäten ”{words.title}” för {words.subject}:\n\n{question}",
        f"Skäl: {reason}",
        what,
    )
