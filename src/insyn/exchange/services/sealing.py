"""What was read of a workbook goes out sealed with the page, and comes back to be taken in."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.core import signing
from django.utils.translation import gettext as _

from insyn.exchange.rules.sealed import MOST_SEALED
from insyn.kernel.access import Access
from insyn.kernel.errors import Outdated, RuleViolation

LASTS = timedelta(hours=24)
"""How long what was read can wait to be taken in."""


def seal_rows(
    access: Access, rows: Sequence[Sequence[Any]], *, about: int, salt: str, too_much: str
) -> str:
    """Return the rows so that only the one who read the file can take exactly them in.

    ``about`` is the key of what the workbook is for, and ``too_much`` what is said, in the
    reader's language, when there is more text than a form can carry.

    Raises:
        RuleViolation: there is.
    """
    told = {"user": access.user_id, "about": about, "rows": rows}
    sealed = signing.dumps(told, salt=salt, compress=True)
    if len(sealed) > MOST_SEALED:
        raise RuleViolation(too_much)
    return sealed


def open_rows(access: Access, sealed: str, *, about: int, salt: str) -> list[list[Any]]:
    """Return the rows that were sealed for the asker and for this.

    Raises:
        Outdated: they were read too long ago, by another, or for something else.
    """
    try:
        told: dict[str, Any] = signing.loads(sealed, salt=salt, max_age=LASTS)
    except signing.BadSignature as no:
        raise Outdated(_("Det som lästes in är för gammalt. Läs in filen igen.")) from no
    if (told.get("user"), told.get("about")) != (access.user_id, about):
        raise Outdated(_("Det som lästes in hör till någon annan. Läs in filen igen."))
    rows: list[list[Any]] = told["rows"]
    return rows
