"""Closed lists of contacts and of letters in and out, and what may be said of them. Pure."""

from datetime import date

from insyn.kernel.access import Secrecy
from insyn.kernel.choices import Choice


class Medium(Choice):
    """How somebody was in touch."""

    PHONE = "phone", "Telefon"
    EMAIL = "email", "E-post"
    MEETING = "meeting", "Möte"
    LETTER = "letter", "Brev"
    PORTAL = "portal", "Insyn"
    OTHER = "other", "Annat"


class Way(Choice):
    """Whether a letter came in, went out or was made within the authority."""

    INCOMING = "incoming", "Inkommen"
    OUTGOING = "outgoing", "Utgående"
    INTERNAL = "internal", "Upprättad"


ABOUT_A_CLIENT = "Handling om enskild"
"""All that the list says of what a post about a single client holds. Source: OSL 26 kap. 1 §."""


def summary_of(summary: str, secrecy: Secrecy) -> str:
    """Return the short content as the list may say it."""
    return ABOUT_A_CLIENT if secrecy >= Secrecy.CLIENT_DOCUMENT else summary


class Refusal(Choice):
    """Why something about contacts, post or views is not taken in."""

    ENDED = "ended", "Uppföljningen är avslutad eller inställd. Då antecknas inga fler kontakter."
    FUTURE = "future", "Dagen har inte varit än. Ange den dag då det hände."
    NOT_YOURS = "not_yours", "Bara den som har skrivit en anteckning kan ändra den."
    ALREADY_REGISTERED = (
        "already_registered",
        "”%(post)s” är redan diarieförd som %(number)s. Läs in sidan igen och välj det som väntar.",
    )
    NOT_REGISTERED = (
        "not_registered",
        "”%(post)s” är inte diarieförd än. Diarieför den i stället.",
    )
    NO_NUMBER = "no_number", "Ange diarienumret."
    SAME_NUMBER = "same_number", "Diarienumret är redan det. Skriv det rätta numret."
    NOTHING_CHOSEN = "nothing_chosen", "Kryssa för minst en post i listan."
    BEFORE_LETTER = (
        "before_letter",
        "”%(post)s” är daterad %(dated_on)s. Den kan inte diarieföras tidigare än så.",
    )


def contact_refusal(made_on: date, *, today: date, has_ended: bool) -> Refusal | None:
    """Return why a contact cannot be noted, or None."""
    if has_ended:
        return Refusal.ENDED
    return Refusal.FUTURE if made_on > today else None


def register_refusal(
    *, case_number: str, is_registered: bool, dated_on: date, registered_on: date
) -> Refusal | None:
    """Return why a post cannot be marked as registered, or None. Source: OSL 5 kap. 1–2 §§."""
    if is_registered:
        return Refusal.ALREADY_REGISTERED
    if not case_number:
        return Refusal.NO_NUMBER
    return Refusal.BEFORE_LETTER if registered_on < dated_on else None


def correct_refusal(*, old: str, new: str, is_registered: bool) -> Refusal | None:
    """Return why the case number of a post cannot be corrected, or None."""
    if not is_registered:
        return Refusal.NOT_REGISTERED
    if not new:
        return Refusal.NO_NUMBER
    return Refusal.SAME_NUMBER if new == old else None
