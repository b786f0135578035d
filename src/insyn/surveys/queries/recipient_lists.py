"""A list of recipients, read from a file and matched with the round's responses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from insyn.kernel.access import Access
from insyn.papers.sheets.checking import Checked, CheckedRow, Problem, Severity, check
from insyn.papers.sheets.headings import guess_heading_row, guess_mapping
from insyn.papers.sheets.reading import read_sheet, read_workbook
from insyn.surveys.models import SurveyResponse, SurveyRound
from insyn.surveys.rules.recipient_lists import (
    COLUMNS,
    AskedPlace,
    by_org_number,
    place_meant,
)

MOST_SHOWN = 100
"""Problems that a page lists; the next ones come when these are put right."""


@dataclass(frozen=True, slots=True)
class ListedRecipient:
    """A row of the list: which response, who and at which address."""

    response: SurveyResponse
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class RecipientList:
    """What a file says: its recipients, and all that is wrong with it by row."""

    recipients: Sequence[ListedRecipient]
    problems: Sequence[Problem]

    @property
    def is_fit(self) -> bool:
        return not self.problems

    @property
    def shown(self) -> Sequence[Problem]:
        return self.problems[:MOST_SHOWN]


def read_recipients(
    access: Access, survey_round: SurveyRound, *, data: bytes, file_name: str
) -> RecipientList:
    """Return what the file says of the round's recipients; rows without an address are left out.

    Raises:
        Unreadable: it is no Excel or CSV file, or breaks a limit.
    """
    sheet = read_sheet(data, file_name, read_workbook(data, file_name).likely_index)
    heading = guess_heading_row(sheet.rows, COLUMNS) if sheet.rows else 1
    headings = sheet.rows[heading - 1] if sheet.rows else ()
    sheet.rows[heading:] = [
        row if _is_filled_in(row, headings) else () for row in sheet.rows[heading:]
    ]
    checked = check(
        sheet, heading_row=heading, mapping=guess_mapping(headings, COLUMNS), columns=COLUMNS
    )
    return _matched(access, survey_round, checked)


def _is_filled_in(row: Sequence[object], headings: Sequence[object]) -> bool:
    """Tell whether the row names somebody: rows of the list taken out are empty until then."""
    mapping = guess_mapping(list(headings), COLUMNS)  # type: ignore[arg-type]
    places = [mapping[key] for key in ("name", "address") if key in mapping]
    return not places or any(at < len(row) and row[at] not in (None, "") for at in places)


def _matched(access: Access, survey_round: SurveyRound, checked: Checked) -> RecipientList:
    rows = SurveyResponse.objects.visible_to(access).filter(round=survey_round)
    responses = {row.pk: row for row in rows.select_related("contract__provider", "unit")}
    places = by_org_number(
        AskedPlace(row.pk, row.contract.provider.org_number, row.unit.name if row.unit else "")
        for row in responses.values()
    )
    found: list[ListedRecipient] = []
    problems = list(checked.errors)
    for row in checked.rows:
        said = _one(row, places)
        if isinstance(said, Problem):
            problems.append(said)
        else:
            key, name, address = said
            found.append(ListedRecipient(responses[key], name, address))
    return RecipientList(found, sorted(problems, key=lambda problem: problem.row))


def _one(
    row: CheckedRow, places: Mapping[str, Sequence[AskedPlace]]
) -> tuple[int, str, str] | Problem:
    told = {key: str(value or "").strip() for key, value in row.values.items()}
    address = told.get("address", "")
    try:
        validate_email(address)
    except ValidationError:
        sentence = "Det är ingen e-postadress. Skriv den som namn@exempel.se."
        return Problem(Severity.ERROR, row.number, "", "E-post", address, sentence)
    unit = told.get("unit", "")
    key, sentence = place_meant(places, org_number=told.get("org_number", ""), unit=unit)
    if key is None:
        return Problem(Severity.ERROR, row.number, "", "Verksamhet", unit, sentence)
    return key, told.get("name", ""), address
