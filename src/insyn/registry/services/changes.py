"""How a row of the register is written: only what differs, checked, counted, and said."""

from collections.abc import Mapping
from datetime import date

from django.core.exceptions import ValidationError
from django.db import models

from insyn.kernel.access import Access, Permission
from insyn.kernel.errors import RuleViolation

Said = dict[str, str | int | bool | None]


def differences(row: models.Model, values: Mapping[str, object]) -> dict[str, object]:
    """Return the values that differ from the row's own; all of them when the row is new."""
    if row.pk is None:
        return dict(values)
    return {name: value for name, value in values.items() if getattr(row, name) != value}


def write(row: models.Model, values: Mapping[str, object]) -> Said:
    """Store the values that differ and return them for the trail, before and after.

    The row is already locked. Its ``version`` goes up, and nothing at all is written when
    nothing differs.

    Raises:
        RuleViolation: the row would break one of its constraints; says which, in Swedish.
    """
    changed = differences(row, values)
    said: Said = {}
    is_new = row.pk is None
    for name, value in changed.items():
        if not is_new:
            said[f"{name}_before"] = plain(getattr(row, name))
        said[name if is_new else f"{name}_after"] = plain(value)
        setattr(row, name, value)
    if changed:
        _save(row, is_new=is_new)
    return said


def _save(row: models.Model, *, is_new: bool) -> None:
    if not is_new and hasattr(row, "version"):
        row.version += 1
    try:
        row.full_clean()
    except ValidationError as error:
        raise RuleViolation(" ".join(error.messages)) from error
    row.save()


def plain(value: object) -> str | int | bool | None:
    """Return the value as the trail keeps it: a row by its name, a day as ISO text.

    A key would say nothing to the reader, and the row may be gone or renamed when it is read.
    """
    if isinstance(value, models.Model):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    return value if value is None or isinstance(value, bool | int) else str(value)


def authority_behind(access: Access, permission: Permission = Permission.EDIT_REGISTER) -> int:
    """Return the authority whose mandate lets the asker change the shared register.

    Raises:
        NotAllowed: there is none.
    """
    access.require_somewhere(permission)
    return min(access.authorities_where(permission))
