"""Who is asking, and what they may see and do."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Self

from insyn.kernel.choices import Choice
from insyn.kernel.errors import NotAllowed


class Role(Choice):
    """What a person is in one authority (roll)."""

    PLAN_OWNER = "plan_owner", "Uppföljningsansvarig"
    REVIEWER = "reviewer", "Uppföljare"
    FINANCE_CONTROLLER = "finance_controller", "Upphandlare eller ekonomikontrollant"
    CASE_WORKER = "case_worker", "Samordnare eller socialsekreterare"
    DECISION_MAKER = "decision_maker", "Chef eller beslutsfattare"
    REGISTRAR = "registrar", "Nämndsekreterare eller registrator"
    READER = "reader", "Förtroendevald eller revisor"
    AUTHORITY_ADMIN = "authority_admin", "Nämndadministratör"
    SYSTEM_ADMIN = "system_admin", "Systemadministratör"


class Secrecy(IntEnum):
    """How guarded a row is. A clearance covers its own level and those below.

    ``CLIENT_DOCUMENT`` is more than a level: such a row never leaves its authority, not
    even for the lead authority of a cooperation or a system administrator.
    Source: OSL 26 kap. 1 §.
    """

    PUBLIC = 0
    PROVIDER = 1
    INTERNAL = 2
    RESTRICTED = 3
    CLIENT_DOCUMENT = 4

    @property
    def label(self) -> str:
        return SECRECY_LABELS[self]

    @classmethod
    def choices(cls) -> list[tuple[int, str]]:
        """Return (level, label) pairs from the most open to the most guarded."""
        return [(level.value, level.label) for level in cls]

    @classmethod
    def codes(cls) -> list[int]:
        """Return the plain levels, as a database constraint and its migration want them."""
        return [int(level) for level in cls]


SECRECY_LABELS: Mapping[Secrecy, str] = {
    Secrecy.PUBLIC: "Offentlig",
    Secrecy.PROVIDER: "Delas med utföraren",
    Secrecy.INTERNAL: "Intern",
    Secrecy.RESTRICTED: "Begränsad krets",
    Secrecy.CLIENT_DOCUMENT: "Handling om enskild",
}

SHARED_AT_MOST = Secrecy.INTERNAL
"""The most guarded level that ever leaves its authority: in a cooperation, to a coordinator."""


class Permission(StrEnum):
    """One name per thing a person can be allowed to do."""

    EDIT_REGISTER = "edit-register"
    IMPORT_REGISTER = "import-register"
    EDIT_REQUIREMENTS = "edit-requirements"
    EDIT_TEMPLATES = "edit-templates"
    EDIT_PLAN = "edit-plan"
    DECIDE_PLAN = "decide-plan"
    ASSESS_RISK = "assess-risk"
    WRITE_BOARD_ITEM = "write-board-item"
    EDIT_LAYOUTS = "edit-layouts"
    PLAN_SELECTION = "plan-selection"
    PLAN_FOLLOWUP = "plan-followup"
    SEND_SURVEY = "send-survey"
    ASK_CLIENTS = "ask-clients"
    CARRY_OUT_FOLLOWUP = "carry-out-followup"
    REQUEST_MEASURES = "request-measures"
    DECIDE_MEASURES = "decide-measures"
    REPORT_SIGNAL = "report-signal"
    HANDLE_SIGNALS = "handle-signals"
    CHECK_REGISTERS = "check-registers"
    SEE_RED_FLAGS = "see-red-flags"
    CHECK_INVOICES = "check-invoices"
    COORDINATE = "coordinate"
    WRITE_REPORT = "write-report"
    DECIDE_REPORT = "decide-report"
    PREPARE_PUBLICATION = "prepare-publication"
    APPROVE_PUBLICATION = "approve-publication"
    EDIT_DELEGATIONS = "edit-delegations"
    KEEP_DIARY = "keep-diary"
    GIVE_VIEWS = "give-views"
    MANAGE_MEMBERS = "manage-members"
    READ_TRAIL = "read-trail"
    RUN_INSTALLATION = "run-installation"


_CARRY_OUT = frozenset(
    {
        Permission.PLAN_FOLLOWUP,
        Permission.CARRY_OUT_FOLLOWUP,
        Permission.REQUEST_MEASURES,
        Permission.EDIT_REGISTER,
        Permission.KEEP_DIARY,
        Permission.GIVE_VIEWS,
        Permission.REPORT_SIGNAL,
        Permission.HANDLE_SIGNALS,
    }
)

GRANTS: Mapping[Role, frozenset[Permission]] = {
    Role.PLAN_OWNER: _CARRY_OUT
    | {
        Permission.IMPORT_REGISTER,
        Permission.EDIT_REQUIREMENTS,
        Permission.EDIT_TEMPLATES,
        Permission.EDIT_PLAN,
        Permission.DECIDE_PLAN,
        Permission.ASSESS_RISK,
        Permission.WRITE_BOARD_ITEM,
        Permission.EDIT_LAYOUTS,
        Permission.PLAN_SELECTION,
        Permission.SEND_SURVEY,
        Permission.ASK_CLIENTS,
        Permission.DECIDE_MEASURES,
        Permission.CHECK_REGISTERS,
        Permission.SEE_RED_FLAGS,
        Permission.CHECK_INVOICES,
        Permission.COORDINATE,
        Permission.WRITE_REPORT,
        Permission.PREPARE_PUBLICATION,
        Permission.EDIT_DELEGATIONS,
        Permission.READ_TRAIL,
    },
    Role.REVIEWER: _CARRY_OUT | {Permission.WRITE_REPORT, Permission.ASSESS_RISK},
    Role.FINANCE_CONTROLLER: frozenset(
        {
            Permission.EDIT_REGISTER,
            Permission.IMPORT_REGISTER,
            Permission.EDIT_REQUIREMENTS,
            Permission.CHECK_REGISTERS,
            Permission.SEE_RED_FLAGS,
            Permission.CHECK_INVOICES,
            Permission.REPORT_SIGNAL,
        }
    ),
    Role.CASE_WORKER: frozenset(
        {Permission.ASK_CLIENTS, Permission.GIVE_VIEWS, Permission.REPORT_SIGNAL}
    ),
    Role.DECISION_MAKER: frozenset(
        {
            Permission.DECIDE_MEASURES,
            Permission.DECIDE_REPORT,
            Permission.DECIDE_PLAN,
            Permission.APPROVE_PUBLICATION,
            Permission.SEE_RED_FLAGS,
            Permission.REPORT_SIGNAL,
        }
    ),
    Role.REGISTRAR: frozenset(
        {
            Permission.DECIDE_REPORT,
            Permission.DECIDE_PLAN,
            Permission.WRITE_BOARD_ITEM,
            Permission.EDIT_DELEGATIONS,
            Permission.KEEP_DIARY,
            Permission.APPROVE_PUBLICATION,
            Permission.REPORT_SIGNAL,
        }
    ),
    Role.READER: frozenset(),
    Role.AUTHORITY_ADMIN: frozenset(
        {
            Permission.EDIT_REGISTER,
            Permission.EDIT_REQUIREMENTS,
            Permission.EDIT_TEMPLATES,
            Permission.EDIT_LAYOUTS,
            Permission.EDIT_DELEGATIONS,
            Permission.REPORT_SIGNAL,
            Permission.MANAGE_MEMBERS,
            Permission.READ_TRAIL,
        }
    ),
    Role.SYSTEM_ADMIN: frozenset({Permission.RUN_INSTALLATION}),
}

CLEARANCES: Mapping[Role, Secrecy] = {
    Role.PLAN_OWNER: Secrecy.CLIENT_DOCUMENT,
    Role.REVIEWER: Secrecy.CLIENT_DOCUMENT,
    Role.FINANCE_CONTROLLER: Secrecy.RESTRICTED,
    Role.CASE_WORKER: Secrecy.INTERNAL,
    Role.DECISION_MAKER: Secrecy.RESTRICTED,
    Role.REGISTRAR: Secrecy.INTERNAL,
    Role.READER: Secrecy.INTERNAL,
    Role.AUTHORITY_ADMIN: Secrecy.INTERNAL,
    Role.SYSTEM_ADMIN: Secrecy.PUBLIC,
}

READS_ONLY_REPORTED = frozenset({Role.READER, Role.CASE_WORKER})
"""Roles that see a follow-up first when it has been reported, never a draft."""


@dataclass(frozen=True, slots=True)
class Mandate:
    """A role in one authority, the cooperations it takes part in and whom it coordinates."""

    authority_id: int
    role: Role
    cooperation_ids: frozenset[int] = frozenset()
    coordinated_ids: frozenset[int] = frozenset()
    """The authorities whose reported follow-ups it receives, as their coordinator."""

    @property
    def clearance(self) -> Secrecy:
        return CLEARANCES[self.role]

    @property
    def sees_drafts(self) -> bool:
        return self.role not in READS_ONLY_REPORTED


@dataclass(frozen=True, slots=True)
class RoleHeld:
    """A role and every authority in which the asker has it.

    One who works for a whole county has hundreds of mandates and few roles: rows are filtered
    by role, so that a question to the database does not grow with the mandates.
    """

    role: Role
    authority_ids: frozenset[int]
    cooperations: frozenset[frozenset[int]]
    """The cooperations that some one of the authorities takes part in, together."""
    coordinated_ids: frozenset[int]

    @property
    def clearance(self) -> Secrecy:
        return CLEARANCES[self.role]

    @property
    def sees_drafts(self) -> bool:
        return self.role not in READS_ONLY_REPORTED

    @property
    def sees_red_flags(self) -> bool:
        return Permission.SEE_RED_FLAGS in GRANTS[self.role]

    @property
    def cooperation_ids(self) -> frozenset[int]:
        return frozenset().union(*self.cooperations)


def roles_held(mandates: Iterable[Mandate]) -> tuple[RoleHeld, ...]:
    """Return the mandates by role, in the order that the roles first come."""
    of: defaultdict[Role, list[Mandate]] = defaultdict(list)
    for mandate in mandates:
        of[mandate.role].append(mandate)
    return tuple(
        RoleHeld(
            role,
            frozenset(one.authority_id for one in some),
            frozenset(one.cooperation_ids for one in some if one.cooperation_ids),
            frozenset().union(*(one.coordinated_ids for one in some)),
        )
        for role, some in of.items()
    )


@dataclass(frozen=True, slots=True)
class Contact:
    """A provider the asker answers for, towards the one authority that has let them in.

    Each authority decides by itself who may read and answer what it sends to a provider; no
    other authority can let somebody in to it.
    """

    provider_id: int
    authority_id: int


@dataclass(frozen=True, slots=True)
class Access:
    """The asker. Built once per request or task, then passed as the first argument."""

    user_id: int | None
    name: str
    mandates: tuple[Mandate, ...] = ()
    contacts: frozenset[Contact] = frozenset()
    invitations: frozenset[int] = frozenset()
    """Survey responses that the asker in person has been asked to answer, whole or in part."""
    origin: str = ""
    held: tuple[RoleHeld, ...] = field(init=False, repr=False, compare=False)
    """The same mandates by role."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "held", roles_held(self.mandates))

    @classmethod
    def system(cls, name: str, *, mandates: tuple[Mandate, ...] = ()) -> Self:
        """Return the asker behind a command or a nightly job, with the mandates it is given."""
        return cls(user_id=None, name=name, mandates=mandates, origin="kommando")

    @property
    def authority_ids(self) -> frozenset[int]:
        """Return the authorities in which the asker has a role that sees content."""
        return self._of(held.authority_ids for held in self.held if held.clearance)

    @property
    def cooperation_ids(self) -> frozenset[int]:
        """Return the cooperations that the asker's authorities take part in."""
        return self._of(held.cooperation_ids for held in self.held if held.clearance)

    @property
    def coordinated_ids(self) -> frozenset[int]:
        """Return the authorities that the asker's authorities coordinate."""
        return self._of(held.coordinated_ids for held in self.held if held.clearance)

    @staticmethod
    def _of(keys: Iterable[frozenset[int]]) -> frozenset[int]:
        return frozenset().union(*keys)

    @property
    def provider_ids(self) -> frozenset[int]:
        """Return the providers that the asker answers for towards some authority."""
        return frozenset(contact.provider_id for contact in self.contacts)

    def answers_for(self, provider_id: int, *, authority_id: int) -> bool:
        """Tell whether the asker answers for the provider towards that authority."""
        return Contact(provider_id, authority_id) in self.contacts

    def may(self, permission: Permission, *, authority_id: int) -> bool:
        """Tell whether some mandate in that authority grants the permission."""
        return any(
            authority_id in held.authority_ids and permission in GRANTS[held.role]
            for held in self.held
        )

    def may_somewhere(self, permission: Permission) -> bool:
        """Tell whether some mandate anywhere grants the permission. For shared master data."""
        return any(permission in GRANTS[held.role] for held in self.held)

    def authorities_where(self, permission: Permission) -> frozenset[int]:
        """Return the authorities in which the asker has the permission."""
        return self._of(held.authority_ids for held in self.held if permission in GRANTS[held.role])

    def require(self, permission: Permission, *, authority_id: int) -> None:
        """Raise NotAllowed unless ``may`` would say yes."""
        if not self.may(permission, authority_id=authority_id):
            raise NotAllowed(permission)

    def require_somewhere(self, permission: Permission) -> None:
        """Raise NotAllowed unless ``may_somewhere`` would say yes."""
        if not self.may_somewhere(permission):
            raise NotAllowed(permission)
