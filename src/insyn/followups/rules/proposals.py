"""Follow-ups that the system proposes, and what becomes of a proposal. Pure."""

from dataclasses import dataclass
from datetime import date

from insyn.kernel.choices import Choice
from insyn.plans.rules.rhythms import months_later


class ProposalGround(Choice):
    """Why a follow-up is proposed."""

    NEW_PROVIDER = "new_provider", "Ny utförare"
    SIGNAL = "signal", "Signaler"
    REGISTER = "register", "Registerkontroll"
    AGREED = "agreed", "Överenskommet med utföraren"


class ProposalState(Choice):
    """Where a proposal is."""

    PROPOSED = "proposed", "Föreslagen"
    ACCEPTED = "accepted", "Antagen"
    DECLINED = "declined", "Avböjd"


FIRST_MONTH, LAST_MONTH = 6, 8
"""Months after the first client between which a new provider is followed up in depth.

Source: the plan for 2022–2024, in-depth follow-up, its second ground.
"""


@dataclass(frozen=True, slots=True)
class Window:
    """The days between which a follow-up ought to be made, both included."""

    first: date
    last: date


def new_provider_window(first_client_on: date) -> Window:
    """Return when a unit is followed up as new: six to eight months after its first client."""
    return Window(
        months_later(first_client_on, FIRST_MONTH), months_later(first_client_on, LAST_MONTH)
    )


@dataclass(frozen=True, slots=True)
class Made:
    """A follow-up of the unit, or of the whole contract, that counts or not as the new one."""

    on: date
    is_first_client_form: bool
    is_stopped: bool = False


def is_followed_up(first_client_on: date, made: Made) -> bool:
    """Tell whether the follow-up is the one that a new provider gets.

    It is when it lies in the window, or is of the form for new providers and came after the
    first client. One that was cancelled never is.
    """
    if made.is_stopped:
        return False
    window = new_provider_window(first_client_on)
    if window.first <= made.on <= window.last:
        return True
    return made.is_first_client_form and made.on >= first_client_on


STOPS_BEING_NEW = 12
"""Months after the first client when a unit that nobody has proposed is no longer new."""


def is_worth_proposing(first_client_on: date, today: date) -> bool:
    """Tell whether the unit is new enough to be proposed: its first client came within a year.

    A unit that was taken into the register long after its window is never proposed as new.
    """
    return today <= months_later(first_client_on, STOPS_BEING_NEW)


class Gone(Choice):
    """Why the system takes a proposal back by itself."""

    CONTRACT_ENDED = "contract_ended", "Kontraktet gäller inte längre."
    UNIT_MOVED = "unit_moved", "Verksamheten drivs inte längre av utföraren, eller är avslutad."
    NO_CLIENT_DAY = "no_client_day", "Dagen för den första placeringen är borttagen."
    MADE = "made", "Uppföljningen är planerad eller gjord på annat sätt."


class Refusal(Choice):
    """Why a proposal cannot be settled."""

    SETTLED = "settled", "Förslaget är redan avgjort. Läs in sidan igen."
    NO_REASON = "no_reason", "Skriv varför ni inte gör uppföljningen."
    IN_THE_PAST = "in_the_past", "Uppföljningen kan inte planeras till en dag som har varit."


def days_left(window_to: date, today: date) -> int:
    """Return the days left of the window; below zero when it has passed."""
    return (window_to - today).days
