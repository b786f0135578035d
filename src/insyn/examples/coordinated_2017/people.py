"""The authorities of a coordinated follow-up, and one person per function in each."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from insyn.accounts.models import (
    Authority,
    Cooperation,
    CooperationMember,
    Membership,
    Municipality,
    User,
)
from insyn.examples.coordinated_2017.facts import Facts
from insyn.kernel.access import Access, Role
from insyn.registry.queries import access_of

FUNCTIONS: Mapping[str, tuple[Role, str]] = {
    "ansvarig": (Role.PLAN_OWNER, "Uppföljningsansvarig"),
    "uppfoljare1": (Role.REVIEWER, "Uppföljare Ett"),
    "uppfoljare2": (Role.REVIEWER, "Uppföljare Två"),
    "chef": (Role.DECISION_MAKER, "Chef"),
    "ekonomi": (Role.FINANCE_CONTROLLER, "Upphandlare"),
}


@dataclass(frozen=True)
class Party:
    """One authority and the people who act for it, by function."""

    authority: Authority
    users: Mapping[str, User]

    def access(self, function: str) -> Access:
        """Return the asker behind the function, as a page would see them."""
        return access_of(self.users[function], origin="rekonstruktion")

    @property
    def reviewers(self) -> tuple[User, User]:
        return self.users["uppfoljare1"], self.users["uppfoljare2"]


@dataclass(frozen=True)
class Cast:
    """Everybody who takes part; ``lead`` compiles the report."""

    parties: Mapping[str, Party]
    lead: Party
    cooperation: Cooperation


def slug(name: str) -> str:
    """Return the name in a–z and dots: ”Upplands Väsby” becomes ”upplands.vasby”."""
    plain = unicodedata.normalize("NFD", name.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", ".", plain).strip(".")


def assemble(facts: Facts, *, password: str = "") -> Cast:
    """Create municipalities, authorities, the cooperation and its people.

    Without a password nobody can log in as them.
    """
    names = list(facts["agreement"].get("parties") or facts["totals"]["per_municipality"])
    seal = make_password(password or None)  # None: a password that nobody has
    parties = {name: _party(name, seal) for name in names}
    lead = parties[facts["report"].get("compiled_by") or names[0]]
    cooperation = Cooperation.objects.create(
        name=f"Samverkan om {facts['agreement']['title']}", lead=lead.authority
    )
    for party in parties.values():
        CooperationMember.objects.create(cooperation=cooperation, authority=party.authority)
    return Cast(parties, lead, cooperation)


def _party(name: str, seal: str) -> Party:
    municipality, _ = Municipality.objects.get_or_create(name=name)
    authority, _ = Authority.objects.get_or_create(
        municipality=municipality,
        name="Socialnämnden",
        defaults={"administration": "Socialförvaltningen"},
    )
    users = {}
    for function, (role, title) in FUNCTIONS.items():
        user = User.objects.create(
            username=f"{slug(name)}.{function}", first_name=title, last_name=name, password=seal
        )
        Membership.objects.create(user=user, authority=authority, role=role)
        users[function] = user
    return Party(authority, users)
