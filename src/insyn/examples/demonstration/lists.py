"""The lists of the demonstration: one that was taken in, one that waits."""

from collections.abc import Mapping, Sequence

from insyn.examples.demonstration.organisations import ORGANISATIONS, OTHER_SPELLING
from insyn.examples.demonstration.terms import CHILDREN, LISTED
from insyn.examples.demonstration.town import BUYER, ELDERLY, SOCIAL, Town
from insyn.exchange.queries.plans import shown_import
from insyn.exchange.services.runs import (
    ProfileFacts,
    choose_sheet,
    finish_import,
    preview_of,
    save_profile,
    start_import,
)
from insyn.papers import excel
from insyn.registry.models import Agreement, ImportProfile, ImportRun

PROFILE_NAME = "Upphandlingsenhetens lista"
SOURCE_SYSTEM = "Avtalsdatabasen"
COLUMNS = (
    excel.Column("name", "Vårdgivare", width=44),
    excel.Column("org_number", "Orgnr", width=14),
    excel.Column("group", "Tillhör koncern", width=20),
    excel.Column("lot", "Insatsområde", width=36),
    excel.Column("parts", "Inriktning", width=30),
    excel.Column("rank", "Placering", excel.ColumnKind.INTEGER, width=10),
)
"""How the procurement unit's own list is headed: in other words than the system's."""

PROFILE: Mapping[str, str] = {column.key: column.heading for column in COLUMNS}

Rows = Sequence[Mapping[str, object]]


def take_in_the_list(town: Town) -> None:
    """Take in the list of the shared agreement, with a profile that is kept for the next one."""
    access, agreement = town.access(BUYER), town.agreements[CHILDREN.key]
    profile = _profile(town, SOCIAL)
    run = _uploaded(town, agreement, profile, "avtalade-vardgivare.xlsx", _rows_taken_in())
    shown = shown_import(access, run, preview_of(run))
    finish_import(access, run, fingerprint=shown.plan.fingerprint())


def leave_a_list_waiting(town: Town) -> None:
    """Upload a list that nobody has taken in yet; one of its rows has something to mend."""
    profile, agreement = _profile(town, ELDERLY), town.agreements["home_care"]
    _uploaded(town, agreement, profile, "nya-utforare-hemtjanst.xlsx", ROWS_WAITING)


def _profile(town: Town, board: str) -> ImportProfile:
    authority = town.authorities[board]
    facts = ProfileFacts(PROFILE_NAME, PROFILE, source_system=SOURCE_SYSTEM)
    return save_profile(town.access(BUYER), authority, facts=facts)


def _uploaded(
    town: Town, agreement: Agreement, profile: ImportProfile, file_name: str, rows: Rows
) -> ImportRun:
    """Upload the rows as a workbook and find its columns by the profile."""
    access = town.access(BUYER)
    run = start_import(
        access,
        authority=agreement.authority,
        agreement=agreement,
        file_name=file_name,
        content=excel.write(COLUMNS, rows, title="Avtalade vårdgivare"),
    )
    return choose_sheet(access, run, sheet=0, heading_row=None, profile=profile)


ROWS_WAITING: Rows = (
    {"name": "Hemvården på Kullen AB", "org_number": "559999-0404", "lot": "Omvårdnad och service",
     "parts": "Södra"},
    {"name": "Åkerö Omsorg AB", "org_number": "559999-0107", "lot": "Omvårdnad och service",
     "parts": "Norra; Södra"},
    {"name": "Sällskap och Service i Exempelstad AB", "org_number": "559999-041",
     "lot": "Endast service"},
)  # fmt: skip


def _rows_taken_in() -> list[Mapping[str, object]]:
    """Return the rows of the list; one provider stands on two, under two spellings."""
    by_key = {organisation.key: organisation for organisation in ORGANISATIONS}
    rows: list[Mapping[str, object]] = [
        {
            "name": by_key[key].name,
            "org_number": by_key[key].org_number,
            "group": by_key[key].group or None,
            "lot": lot,
            "parts": parts or None,
            "rank": rank,
        }
        for key, lot, parts, rank in LISTED
    ]
    key, name = OTHER_SPELLING
    first = next(row for row in rows if row["org_number"] == by_key[key].org_number)
    return [*rows, {**first, "name": name}]
