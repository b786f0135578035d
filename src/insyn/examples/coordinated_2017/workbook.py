"""The list of providers as the lead municipality kept it: a workbook to import."""

from insyn.examples.coordinated_2017.facts import Facts
from insyn.papers import excel

HEADINGS = (
    "Leverantör",
    "Org.nr",
    "Avtalsområde",
    "Delområde (flera skiljs med ;)",
    "Följs upp av",
)


def list_of_providers(facts: Facts) -> bytes:
    """Return an .xlsx with one row per follow-up, the lot only on its first row."""
    columns = [excel.Column(str(i), heading, width=34) for i, heading in enumerate(HEADINGS)]
    rows, lot = [], ""
    for followup in facts["follow_ups"]:
        row = (
            followup["provider"],
            followup["org_number"],
            "" if followup["lot"] == lot else followup["lot"],
            "; ".join(followup.get("sub_lots", ())),
            followup["made_by"],
        )
        lot = followup["lot"]
        rows.append({str(i): value for i, value in enumerate(row)})
    return excel.write(columns, rows, title="Leverantörer")
