"""What may not be done with a mail, with a link or with an account, and why. Pure."""

from insyn.mailing.rules.states import ON_THE_WAY, MailKind, MailState


def resend_refusal(state: MailState, kind: MailKind) -> str:
    """Return why the mail cannot be sent again, or nothing."""
    if kind == MailKind.CODE:
        return (
            "En engångskod gäller bara i en kvart och skickas inte igen. Mottagaren kan själv "
            "begära en ny kod på sidan som länken leder till."
        )
    if state in ON_THE_WAY:
        return "Utskicket är redan på väg. Vänta tills det har skickats."
    return ""


def cancel_refusal(state: MailState) -> str:
    """Return why the mail cannot be stopped, or nothing."""
    if state == MailState.SENDING:
        return "Utskicket håller på att skickas just nu. Läs in sidan igen om en minut."
    if state == MailState.CANCELLED:
        return "Utskicket är redan stoppat."
    if state != MailState.QUEUED:
        return "Utskicket har redan lämnat kön och kan inte stoppas."
    return ""


def choose_password_refusal(*, has_role: bool) -> str:
    """Return why one who came by a personal link may not choose a password, or nothing.

    Whoever reads somebody's mail must not be able to take over a role in a board.
    """
    if has_role:
        return (
            "Du har en roll i en nämnd. Ditt lösenord byter du när du har loggat in med det, "
            "eller får av nämndens administratör."
        )
    return ""
