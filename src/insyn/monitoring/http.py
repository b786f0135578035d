"""What the pages of register checks share: their list as a file."""

from django.utils.translation import gettext_lazy as __

from insyn.documents.http import ListColumn, day, label
from insyn.monitoring.rules import CheckKind

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
