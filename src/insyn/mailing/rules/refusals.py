"""What may not be done with a mail, with a link or with an account, and why. Pure."""

from insyn.kernel.choices import Choice
from insyn.mailing.rules.states import ON_THE_WAY, MailKind, MailState


class Refusal(Choice):
    """A no. The label is what is said to the person."""

    CODE_IS_SHORT_LIVED = (
        "code_is_short_lived",
        (
            "En engångskod gäller bara i en kvart och skickas inte igen. Mottagaren kan själv "
            "begära en ny kod på sidan som länken leder till."
        ),
    )
    ON_ITS_WAY = "on_its_way", "Utskicket är redan på väg. Vänta tills det har skickats."
    IS_LEAVING = "is_leaving", "Utskicket skickas just nu. Läs in sidan igen om en minut."
    IS_STOPPED = "is_stopped", "Utskicket är redan stoppat."
    HAS_LEFT = "has_left", "Utskicket har redan lämnat kön och kan inte stoppas."
    HAS_ROLE = (
        "has_role",
        (
            "Du har en roll i en nämnd. Ditt lösenord byter du när du har loggat in med det, "
            "eller får av nämndens administratör."
        ),
    )


def resend_refusal(state: MailState, kind: MailKind) -> Refusal | None:
    """Return why the mail cannot be sent again, or None."""
    if kind == MailKind.CODE:
        return Refusal.CODE_IS_SHORT_LIVED
    return Refusal.ON_ITS_WAY if state in ON_THE_WAY else None


def cancel_refusal(state: MailState) -> Refusal | None:
    """Return why the mail cannot be stopped, or None."""
    if state == MailState.QUEUED:
        return None
    if state == MailState.SENDING:
        return Refusal.IS_LEAVING
    return Refusal.IS_STOPPED if state == MailState.CANCELLED else Refusal.HAS_LEFT


def choose_password_refusal(*, has_role: bool) -> Refusal | None:
    """Return why one who came by a personal link may not choose a password, or None.

    Whoever reads somebody's mail must not be able to take over a role in a board.
    """
    return Refusal.HAS_ROLE if has_role else None
