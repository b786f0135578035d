"""Everything that changes people, memberships, authorities and cooperations."""

from insyn.accounts.services.authorities import (
    choose_lead,
    found_authority,
    found_cooperation,
    join_cooperation,
    leave_cooperation,
)
from insyn.accounts.services.members import (
    NewMember,
    add_member,
    add_person,
    change_role,
    end_membership,
    renew_password,
)
from insyn.accounts.services.people import (
    NewAccount,
    Person,
    change_password,
    choose_color_mode,
    choose_language,
    note_failed_log_in,
    note_log_in,
    note_log_out,
    open_account,
    renew_password_without_role,
)

__all__ = [
    "NewAccount",
    "NewMember",
    "Person",
    "add_member",
    "add_person",
    "change_password",
    "change_role",
    "choose_color_mode",
    "choose_language",
    "choose_lead",
    "end_membership",
    "found_authority",
    "found_cooperation",
    "join_cooperation",
    "leave_cooperation",
    "note_failed_log_in",
    "note_log_in",
    "note_log_out",
    "open_account",
    "renew_password",
    "renew_password_without_role",
]
