"""What the pages of reports share: their list as a file."""

from django.utils.translation import gettext_lazy as __

from insyn.documents.http import ListColumn, day, label
from insyn.reports.rules import ReportState

REPORT_COLUMNS = (
    ListColumn(__("Rapport"), lambda row: row.title, width=40),
    ListColumn(__("Diarienummer"), lambda row: row.case_number),
    ListColumn(__("Avtal"), lambda row: row.agreement.title),
    day(__("Från"), lambda row: row.starts_on),
    day(__("Till"), lambda row: row.ends_on),
    ListColumn(__("Läge"), lambda row: label(ReportState(row.state))),
    ListColumn(__("Nämnd"), lambda row: str(row.authority)),
)
"""The list of reports as a file."""
