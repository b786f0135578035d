"""Everything that the stories share: who acts, where, and on what."""

from dataclasses import dataclass, field
from datetime import date

from insyn.accounts.models import Authority, Cooperation, User
from insyn.criteria.models import TemplateVersion
from insyn.examples.demonstration.timeline import Calendar
from insyn.followups.models import Followup, FollowupForm
from insyn.kernel.access import Access
from insyn.plans.models import PlannedActivity
from insyn.registry.models import Agreement, Contract, Lot, Provider, ServiceArea
from insyn.risk.models import Selection

SOCIAL, ELDERLY, NEIGHBOUR = "social", "elderly", "neighbour"
"""The keys of the three boards."""

EDITOR, BUYER = "anna", "ekonom"
"""Who keeps the register, and who checks it."""

ORIGIN = "demonstration"
"""From where the trail says that everything was done."""

START = -540
"""The day on which the municipality began to use the system, counted from today."""


@dataclass(slots=True)
class Town:
    """What has been built so far, by the keys that the tables of this package use."""

    calendar: Calendar
    authorities: dict[str, Authority] = field(default_factory=dict)
    cooperation: Cooperation | None = None
    users: dict[str, User] = field(default_factory=dict)
    accesses: dict[str, Access] = field(default_factory=dict)
    areas: dict[str, ServiceArea] = field(default_factory=dict)
    providers: dict[str, Provider] = field(default_factory=dict)
    agreements: dict[str, Agreement] = field(default_factory=dict)
    lots: dict[tuple[str, str], Lot] = field(default_factory=dict)
    contracts: dict[tuple[str, str], Contract] = field(default_factory=dict)
    templates: dict[str, TemplateVersion] = field(default_factory=dict)
    activities: dict[str, list[PlannedActivity]] = field(default_factory=dict)
    """Agreement → the activities of the year that gather the visits to those who have it."""
    selections: dict[str, Selection] = field(default_factory=dict)
    started: dict[str, list[Followup]] = field(default_factory=dict)
    forms: dict[tuple[str, str], FollowupForm] = field(default_factory=dict)

    def day(self, offset: int) -> date:
        return self.calendar.day(offset)

    def access(self, username: str) -> Access:
        return self.accesses[username]
