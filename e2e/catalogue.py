"""A requirement catalogue as procurement keeps it: a workbook of 150 rows, without weights."""

from itertools import islice
from pathlib import Path

from insyn.examples.demonstration.demands import listed_requirements
from insyn.papers import excel
from insyn.requirements.queries.shipped import shipped_packs

ROWS = 150
COLUMNS = (
    excel.Column("number", "Kravnummer", width=12),
    excel.Column("text", "Kravtext", width=80),
    excel.Column("strength", "Typ", width=10),
    excel.Column("area", "Område", width=20),
    excel.Column("legal_source", "Lagstöd", width=40),
    excel.Column("evidence", "Verifieras genom", width=40),
)


def write_catalogue(folder: Path) -> Path:
    """Write the workbook and return where it stands."""
    packs = [pack.code for pack in shipped_packs()]
    rows = [
        {
            "number": row.number,
            "text": row.text,
            "strength": row.strength.label.upper(),
            "area": row.area,
            "legal_source": row.legal_source or None,
            "evidence": row.evidence or None,
        }
        for row in islice(listed_requirements(packs), ROWS)
    ]
    file = folder / "kravkatalog.xlsx"
    file.write_bytes(excel.write(COLUMNS, rows, title="Kravkatalog"))
    return file
