"""Who does what in a follow-up."""

from dataclasses import dataclass

from insyn.accounts.models import User
from insyn.examples.demonstration.people import PEOPLE
from insyn.examples.demonstration.town import EDITOR, NEIGHBOUR, Town
from insyn.followups.models import Followup
from insyn.kernel.access import Access

_CONTACTS = {person.provider: person.username for person in PEOPLE if person.provider}


@dataclass(frozen=True, slots=True)
class Team:
    """The asker behind each part in one follow-up."""

    first: Access
    second: Access
    planner: Access
    decider: Access
    provider: Access
    users: tuple[User, User]


def team_of(town: Town, followup: Followup) -> Team:
    """Return who carries out the follow-up: two reviewers, who take turns to hold the pen.

    A provider without a log-in of its own sends on paper, and the first reviewer writes it down.
    """
    is_neighbour = followup.authority_id == town.authorities[NEIGHBOUR].pk
    names = ("uppfoljare3", "cilla") if is_neighbour else ("uppfoljare1", "uppfoljare2")
    if int(followup.number[-1]) % 2:
        names = (names[1], names[0])
    planner = "cilla" if is_neighbour else EDITOR
    return Team(
        first=town.access(names[0]),
        second=town.access(names[1]),
        planner=town.access(planner),
        decider=town.access(planner if is_neighbour else "beslutsfattare"),
        provider=_contact(town, followup) or town.access(names[0]),
        users=(town.users[names[0]], town.users[names[1]]),
    )


def _contact(town: Town, followup: Followup) -> Access | None:
    provider_id = followup.contract.provider_id
    for key, username in _CONTACTS.items():
        if town.providers[key].pk == provider_id:
            return town.access(username)
    return None
