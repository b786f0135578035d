"""What happens to mail, links and codes."""

from insyn.mailing.services.bounces import note_bounce
from insyn.mailing.services.codes import ask_for_code, try_code
from insyn.mailing.services.delivery import Delivered, Delivery, deliver_due
from insyn.mailing.services.guesses import forget_guesses, is_stopped, note_guess
from insyn.mailing.services.links import note_closed_link, open_link, revoke_links
from insyn.mailing.services.many import queue_mails
from insyn.mailing.services.new_links import ask_for_new_link
from insyn.mailing.services.people import choose_password, password_refusal, person_at
from insyn.mailing.services.queue import MailFacts, cancel, queue_mail, resend, stop_mails

__all__ = [
    "Delivered",
    "Delivery",
    "MailFacts",
    "ask_for_code",
    "ask_for_new_link",
    "cancel",
    "choose_password",
    "deliver_due",
    "forget_guesses",
    "is_stopped",
    "note_bounce",
    "note_closed_link",
    "note_guess",
    "open_link",
    "password_refusal",
    "person_at",
    "queue_mail",
    "queue_mails",
    "resend",
    "revoke_links",
    "stop_mails",
    "try_code",
]
