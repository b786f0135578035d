"""What the mails say when questions are sent back and when feedback is sent. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from insyn.mailing.rules import LINK_PLACE
from insyn.papers.wording import swedish_date
from insyn.surveys.letters.invitations import Letter
from insyn.surveys.rules.mail_words import SurveyWords


@dataclass(frozen=True, slots=True)
class ReturnedQuestion:
    """A question that comes back, and why."""

    text: str
    reason: str


def returned(words: SurveyWords, questions: Sequence[ReturnedQuestion]) -> Letter:
    """Return the mail that sends questions back; the other answers stand."""
    count = len(questions)
    what = "En fråga behöver" if count == 1 else f"{count} frågor behöver"
    listed = "\n\n".join(f"{one.text}\nDärför: {one.reason}" for one in questions)
    text = (
        f"Hej!\n\n{words.board} har läst svaren på enkäten ”{words.title}” för {words.subject}. "
        f"{what} besvaras en gång till. Era andra svar står kvar.\n\n{listed}\n\n"
        f"Svara och lämna in igen senast den {swedish_date(words.due_on)}.\n\n"
        f"Öppna enkäten här: {LINK_PLACE}\n\nLänken är personlig. Skicka den inte vidare.\n\n"
        f"Frågor? Kontakta {words.contact}.\n\n{words.board}"
    )
    return Letter(f"Frågor i retur: {words.title} – {words.subject}"[:200], text)


def return_withdrawn(words: SurveyWords) -> Letter:
    """Return the mail that says that nothing more needs to be answered."""
    text = (
        f"Hej!\n\n{words.board} har tagit tillbaka frågorna som skickades tillbaka i enkäten "
        f"”{words.title}” för {words.subject}. Du behöver inte svara på dem igen. Svaren gäller "
        f"så som de lämnades in.\n\nFrågor? Kontakta {words.contact}.\n\n{words.board}"
    )
    return Letter(f"Du behöver inte svara igen: {words.title} – {words.subject}"[:200], text)


def feedback_mail(words: SurveyWords, *, deficiencies: int, has_plan: bool) -> Letter:
    """Return the mail that says that there is feedback to read; nothing of what it says."""
    to_do = ""
    if has_plan:
        to_do = "\n\nI brevet står vad ni ska åtgärda. Ni svarar med en åtgärdsplan i Insyn."
    elif deficiencies:
        to_do = "\n\nI brevet står vad ni ska åtgärda."
    text = (
        f"Hej!\n\n{words.board} har gått igenom svaren på enkäten ”{words.title}” för "
        f"{words.subject}. Återkopplingen finns att läsa.{to_do}\n\n"
        f"Läs den här: {LINK_PLACE}\n\nLänken är personlig. Skicka den inte vidare.\n\n"
        f"Frågor? Kontakta {words.contact}.\n\n{words.board}"
    )
    return Letter(f"Återkoppling: {words.title} – {words.subject}"[:200], text)
