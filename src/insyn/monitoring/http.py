"""What the pages of register checks share: the row of tabs, and lists as files."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as __
from django.utils.translation import gettext_noop

from insyn.documents.http import ListColumn, day, label
from insyn.kernel.access import Access, Permission
from insyn.monitoring.rules import CheckKind

PAGE_SIZE = 50

CHECK_COLUMNS = (
    ListColumn(__("Utförare"), lambda line: str(line.check.provider)),
    ListColumn(__("Kontroll"), lambda line: label(CheckKind(line.check.kind))),
    ListColumn(__("Resultat"), lambda line: label(line.result)),
    ListColumn(__("Källa"), lambda line: line.check.source),
    ListColumn(__("Nämnd"), lambda line: str(line.check.authority)),
    day(__("Kontrollerad"), lambda line: line.check.checked_on),
    day(__("Gäller till"), lambda line: line.check.valid_until),
    ListColumn(__("Aktualitet"), lambda line: label(line.standing)),
)
"""The list of register checks as a file."""

DUE_COLUMNS = (
    ListColumn(__("Utförare"), lambda row: row["line"].name),
    ListColumn(__("Kontroll"), lambda row: label(row["due"].kind)),
    day(__("Senast"), lambda row: row["due"].due_on),
    ListColumn(__("Skäl"), lambda row: label(row["due"].reason)),
    ListColumn(__("Nämnd"), lambda row: row["authority"]),
)
"""The list of checks to make as a file, one row for each check."""

FIGURE_COLUMNS = (
    ListColumn(__("Nyckeltal"), lambda row: row.kpi),
    ListColumn(__("Vad det visar"), lambda row: row.title),
    ListColumn(__("Kommun eller enhet"), lambda row: row.place),
    ListColumn(__("År"), lambda row: str(row.year)),
    ListColumn(__("Kön"), lambda row: row.get_gender_display()),
    ListColumn(__("Värde"), lambda row: "" if row.value is None else str(row.value)),
    ListColumn(__("Källa"), lambda row: "Kolada"),
)
"""The figures as a file."""

_EVERYBODY = (
    ("monitoring:list", gettext_noop("Gjorda kontroller")),
    ("monitoring:kolada", gettext_noop("Nyckeltal från Kolada")),
)
_CHECKERS = (
    ("monitoring:list", gettext_noop("Gjorda kontroller")),
    ("monitoring:due", gettext_noop("Att kontrollera")),
    ("monitoring:check_lists", gettext_noop("Listor från register")),
    ("monitoring:bundles", gettext_noop("Kontrollpaket")),
    ("monitoring:fetching", gettext_noop("Hämtning")),
    ("monitoring:kolada", gettext_noop("Nyckeltal från Kolada")),
)


def section_tabs(access: Access, current: str) -> Sequence[Mapping[str, Any]]:
    """Return the tabs that the asker has use for; ``current`` is the name of the page's address."""
    named = _CHECKERS if access.may_somewhere(Permission.CHECK_REGISTERS) else _EVERYBODY
    return [
        {"url": reverse(name), "label": said, "current": name == current} for name, said in named
    ]
