"""Two people, one row: the first wins, the second is told."""

from typing import TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.utils.translation import gettext as _

from insyn.kernel.errors import Outdated

M = TypeVar("M", bound=models.Model)


def locked_row(rows: models.QuerySet[M], *, pk: int, version: int | None = None) -> M:
    """Return the row, locked until the transaction ends.

    ``rows`` is already opened for the asker; ``version`` is what their page showed, or None
    for a caller that read the row inside this very transaction.

    Raises:
        Outdated: somebody changed the row after the page was read, or took it away.
    """
    try:
        row = rows.select_for_update(of=("self",)).get(pk=pk)
    except ObjectDoesNotExist as gone:
        raise Outdated(
            _("Det här finns inte längre. Någon annan kan ha tagit bort det medan du läste.")
        ) from gone
    if version is not None and row.version != version:  # type: ignore[attr-defined]
        raise Outdated(
            _(
                "Någon annan har ändrat det här medan du läste. Läs in sidan igen, se vad som "
                "är nytt och gör om din ändring."
            )
        )
    return row
