"""Rules about people, memberships and what is kept for one whose session ended. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from insyn.kernel.access import Role
from insyn.kernel.errors import RuleViolation
from insyn.kernel.sentences import sentence

GIVEN_BY_MEMBERS = tuple(role for role in Role if role != Role.SYSTEM_ADMIN)
"""The roles that an authority's administrator gives; the installation gives the last one."""

KEPT_AT_MOST = 256 << 10
"""How much typed text is kept for one whose session ended: 256 kB."""

NEVER_KEPT = ("csrfmiddlewaretoken", "password", "losenord")
"""Words in the name of a field whose value is never kept."""

Fields = Mapping[str, Sequence[str]]


def is_current(valid_from: date | None, valid_to: date | None, today: date) -> bool:
    """Tell whether the day lies within the period; an open end has no limit."""
    return (valid_from is None or valid_from <= today) and (valid_to is None or today <= valid_to)


def safe_next(path: str) -> str:
    """Return the path if it leads within this system, else an empty string.

    Browsers drop control characters and read a backslash as a slash, so neither is let in.
    """
    inside = path.startswith("/") and not path.startswith("//")
    return path if inside and path.isprintable() and "\\" not in path else ""


def last_day_when_ended(valid_from: date | None, today: date, last_day: date | None) -> date | None:
    """Return the last day of a membership that is ended, or None when no whole day remains.

    Without a wished last day it ends at once: yesterday was the last day.

    Raises:
        RuleViolation: the wished last day has passed.
    """
    if last_day is not None and last_day < today:
        raise RuleViolation(
            sentence(
                "Sista dagen kan inte ha passerat. Lämna fältet tomt så slutar uppdraget genast."
            )
        )
    ends = last_day or today - timedelta(days=1)
    return ends if valid_from is None or valid_from <= ends else None


def check_role_may_be_given(role: Role) -> None:
    """Demand a role that the authority's administrator may give or take.

    Raises:
        RuleViolation: it is the system administrator's.
    """
    if role not in GIVEN_BY_MEMBERS:
        raise RuleViolation(
            sentence(
                "Rollen systemadministratör ges och tas bort av den som driver installationen."
            )
        )


def check_an_admin_remains(role: Role, *, other_admins: int) -> None:
    """Demand that the authority keeps somebody who can manage its members.

    Raises:
        RuleViolation: the membership is the last one of an authority administrator.
    """
    if role == Role.AUTHORITY_ADMIN and not other_admins:
        raise RuleViolation(
            sentence(
                "Det här är nämndens enda nämndadministratör. Utse en till innan du avslutar "
                "uppdraget."
            )
        )


def check_password_may_be_renewed(
    roles: Collection[tuple[int, Role]],
    *,
    managed: Collection[int],
    answers_to: Collection[int] = (),
) -> None:
    """Demand that a person has no role outside the authorities that the administrator manages.

    Nor may they answer for a provider towards another authority, ``answers_to``. Otherwise an
    administrator of one board could log in as somebody whom another board has let in.

    Raises:
        RuleViolation: the person has a role or answers elsewhere, or runs the installation.
    """
    has_other_role = any(p not in managed or r == Role.SYSTEM_ADMIN for p, r in roles)
    if has_other_role or not set(answers_to) <= set(managed):
        raise RuleViolation(
            sentence(
                "Personen har uppdrag som du inte administrerar. Be den som driver installationen "
                "att ge ett nytt lösenord."
            )
        )


def check_account_has_a_keeper(*, comes_by_link: bool) -> None:
    """Demand that somebody but the person may give the account a new password.

    Raises:
        RuleViolation: the account is of one who comes in by links to an address; whoever gave
            it a password could read what any authority has asked that person.
    """
    if comes_by_link:
        raise RuleViolation(
            sentence(
                "Personen kommer in med personliga länkar till sin e-post. Be hen begära en ny "
                "länk på inloggningssidan och välja ett lösenord själv."
            )
        )


@dataclass(frozen=True, slots=True)
class Kept:
    """What somebody sent after the session had ended."""

    user_id: int
    path: str
    fields: Fields
    page: str = ""
    had_files: bool = False
    too_large: bool = False


def trimmed(sent: Kept) -> Kept:
    """Return what is kept of a form that came too late: no secrets, and not too much."""
    fields = {name: list(values) for name, values in sent.fields.items() if not _is_secret(name)}
    size = sum(len(name) + len("".join(values).encode()) for name, values in fields.items())
    if size > KEPT_AT_MOST:
        return replace(sent, fields={}, too_large=True)
    return replace(sent, fields=fields)


def _is_secret(name: str) -> bool:
    return any(word in name.lower() for word in NEVER_KEPT)
