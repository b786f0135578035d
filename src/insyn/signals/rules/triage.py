"""What stands in the way of noting a signal or of settling it. Pure."""

from datetime import date

from insyn.kernel.choices import Choice

TEXT_LENGTH = 4000
REASON_LENGTH = 300
FARTHEST_YEARS = 10
"""How long ago something may have happened and still be noted as a signal."""


class Refusal(Choice):
    """Why something cannot be done."""

    NO_TEXT = "no_text", "Skriv vad som har hänt."
    TOO_LONG = "too_long", "Beskrivningen får ha högst 4 000 tecken. Korta den."
    IN_THE_FUTURE = "in_the_future", "Det kan inte ha hänt i framtiden. Ändra dagen."
    LONG_AGO = (
        "long_ago",
        "Det som hände för mer än tio år sedan tas inte emot som signal. Kontrollera året.",
    )
    NOT_THEIR_UNIT = (
        "not_their_unit",
        "Verksamheten drivs inte av utföraren. Välj en annan verksamhet, eller ingen.",
    )
    NOT_THEIR_CONTRACT = (
        "not_their_contract",
        "Kontraktet hör till en annan utförare eller nämnd. Välj ett annat, eller inget.",
    )
    NO_REASON = "no_reason", "Skriv varför signalen skrivs av."
    NO_PARKING_REASON = "no_parking_reason", "Skriv vad ni väntar på."
    NOT_AHEAD = "not_ahead", "Dagen då ni tar upp signalen igen ska ligga framåt i tiden."
    OTHER_PROVIDER = (
        "other_provider",
        "Uppföljningen gäller en annan utförare. Välj en uppföljning av samma utförare.",
    )
    CANCELLED = "cancelled", "Uppföljningen är inställd. Välj en annan."
    NO_CONTRACT = (
        "no_contract",
        (
            "Utföraren har inget kontrakt med nämnden i dag, så ingen uppföljning kan föreslås. "
            "Parkera signalen, eller skriv av den."
        ),
    )
    ALREADY_PROPOSED = (
        "already_proposed",
        "Signalen ligger redan bakom ett förslag som inte är avgjort.",
    )


def day_refusal(happened_on: date, today: date) -> Refusal | None:
    """Return why the day cannot be right; None when it can."""
    if happened_on > today:
        return Refusal.IN_THE_FUTURE
    return Refusal.LONG_AGO if happened_on.year < today.year - FARTHEST_YEARS else None


def text_refusal(text: str) -> Refusal | None:
    """Return why the text cannot be kept; personal numbers are looked for elsewhere."""
    if not text.strip():
        return Refusal.NO_TEXT
    return Refusal.TOO_LONG if len(text) > TEXT_LENGTH else None


def parking_refusal(review_on: date, today: date, reason: str) -> Refusal | None:
    """Return why the signal cannot be put aside until that day."""
    if not reason.strip():
        return Refusal.NO_PARKING_REASON
    return Refusal.NOT_AHEAD if review_on <= today else None
