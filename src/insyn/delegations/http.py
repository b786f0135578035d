"""What the pages of delegations share."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __

from insyn.delegations.queries import holder_of
from insyn.documents.http import ListColumn, day
from insyn.papers.excel import ColumnKind

ROWS_PER_PAGE = 50

ORDER_COLUMNS = (
    ListColumn(__("Ärendetyp"), lambda row: _(row.get_matter_display()), width=32),
    ListColumn(__("Punkt i delegationsordningen"), lambda row: row.clause, width=18),
    ListColumn(__("Delegat"), holder_of, width=32),
    ListColumn(__("Högst belopp i kronor"), lambda row: row.most, ColumnKind.NUMBER, width=16),
    ListColumn(__("Villkor"), lambda row: row.note, width=40),
    day(__("Gäller från"), lambda row: row.valid_from),
    day(__("Gäller till"), lambda row: row.valid_to),
    ListColumn(__("Nämnd"), lambda row: str(row.authority), width=32),
)
"""The order of delegation as a file."""

DECISION_COLUMNS = (
    ListColumn(__("Nummer"), lambda row: row.number, width=14),
    day(__("Beslutsdatum"), lambda row: row.decided_on),
    ListColumn(__("Ärendetyp"), lambda row: _(row.get_matter_display()), width=28),
    ListColumn(__("Beslut"), lambda row: row.text, width=48),
    ListColumn(__("Belopp i kronor"), lambda row: row.amount, ColumnKind.NUMBER, width=16),
    ListColumn(__("Beslutat"), lambda row: _(row.get_how_display()), width=16),
    ListColumn(
        __("Beslutat av"),
        lambda row: holder_of(row.delegation) if row.delegation else row.board_reference,
        width=32,
    ),
    ListColumn(
        __("Punkt i delegationsordningen"),
        lambda row: row.delegation.clause if row.delegation else "",
        width=18,
    ),
    ListColumn(__("Kontrakt"), lambda row: str(row.contract or ""), width=40),
    ListColumn(__("Diarienummer"), lambda row: row.case_number, width=18),
    day(__("Anmält till nämnden"), lambda row: row.reported_on),
    ListColumn(__("Nämnd"), lambda row: str(row.authority), width=32),
)
"""The decisions as a file."""
