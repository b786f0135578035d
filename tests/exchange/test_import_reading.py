import datetime

import pytest

from insyn.exchange.rules.mixed.columns import COLUMNS
from insyn.exchange.rules.preview import ImportChoices, Preview
from insyn.exchange.services.lists import preview_import
from insyn.papers.sheets.headings import guess_mapping
from insyn.papers.sheets.reading import Unreadable
from insyn.registry.models import Agreement, Contract, Lot, Provider, ProviderGroup
from tests.exchange.lists import listed, real


def sentences(preview: Preview) -> dict[str, str]:
    return {problem.cell: problem.sentence for problem in preview.problems}


@pytest.fixture(scope="module")
def of_2017() -> Preview:
    return preview_import(real("leverantorer-2017.xlsx"), "leverantorer-2017.xlsx")


def test_the_list_of_2017_has_17_rows_and_16_providers(of_2017: Preview):
    assert (of_2017.row_count, len(of_2017.entries)) == (17, 16)


def test_the_second_sheet_of_2017_is_not_the_one_guessed(of_2017: Preview):
    assert (of_2017.sheets, of_2017.sheet) == (("Leverantörer", "Ordlista"), 0)


def test_the_headings_of_2017_are_found_on_row_4(of_2017: Preview):
    assert (of_2017.heading_row, of_2017.headings[0]) == (4, "Leverantör")


def test_the_group_name_of_2017_is_carried_down(of_2017: Preview):
    cederangen = next(entry for entry in of_2017.entries if "Cederängen" in entry.name)
    (place,) = cederangen.places.values()

    assert list(place.lots) == ["Hem för vård eller boende (HVB)"]


def test_the_sum_row_of_2017_is_left_out(of_2017: Preview):
    assert [(row.row, row.reason) for row in of_2017.left_out] == [(23, "Summarad (”Summa”).")]


def test_the_check_digit_of_humana_is_a_warning(of_2017: Preview):
    assert "Kontrollsiffran stämmer inte" in sentences(of_2017)["B17"]
    assert of_2017.is_fit


def test_the_two_spellings_of_attendo_are_one_provider(of_2017: Preview):
    attendo = next(entry for entry in of_2017.entries if entry.org_number == "5564778958")

    assert attendo.spellings == {"Attendo Individ och familj AB": 14}
    assert "namnform" in sentences(of_2017)["A14"]


def test_attendo_has_both_its_areas(of_2017: Preview):
    attendo = next(entry for entry in of_2017.entries if entry.org_number == "5564778958")
    (place,) = attendo.places.values()

    assert {area: list(parts) for area, parts in place.lots.items()} == {
        "Öppenvård": ["familjebehandling", "kvalificerad kontaktperson"],
        "Stödboende": [],
    }


def test_double_spaces_of_2017_are_evened_out(of_2017: Preview):
    assert "KKP bemanning AB" in {entry.name for entry in of_2017.entries}


def test_columns_that_belong_to_the_followup_are_said_to_be_left_out(of_2017: Preview):
    note = "Kolumnen ”Tidpunkt” förs inte in i registret. Den hör till uppföljningen."

    assert note in of_2017.notes


def test_a_register_of_another_municipality_says_all_that_is_wrong():
    preview = preview_import(real("avtalsregister-annan-kommun.csv"), "register.csv")

    said = {(problem.cell, problem.value) for problem in preview.errors}
    assert said == {
        ("F4", "2021-10-31"),
        ("C5", '=HYPERLINK("x")'),
        ("D5", "556000-00"),
        ("G5", "2026-02-31"),
        ("I5", "tre"),
        ("J5", "Vilande"),
        ("C6", ""),
        ("D6", ""),
    }


def test_the_repeated_row_of_another_municipality_is_left_out():
    preview = preview_import(real("avtalsregister-annan-kommun.csv"), "register.csv")

    assert [(row.row, row.reason) for row in preview.left_out] == [(3, "Samma som rad 2.")]


def test_an_option_is_said_not_to_be_taken_in():
    preview = preview_import(real("avtalsregister-annan-kommun.csv"), "register.csv")

    assert [note.split(" ")[0] for note in preview.notes] == ["Optionen"]


def test_a_workbook_without_known_headings_asks_for_the_columns():
    preview = preview_import(real("fel-rubriker.xlsx"), "fel-rubriker.xlsx")

    assert [problem.heading for problem in preview.errors] == ["Utförare", "Organisationsnummer"]


def test_a_broken_file_is_refused_in_words():
    with pytest.raises(Unreadable, match="skadad"):
        preview_import(real("trasig.xlsx"), "trasig.xlsx")


def test_a_chosen_sheet_is_read():
    choices = ImportChoices(sheet=1)

    preview = preview_import(real("leverantorer-2017.xlsx"), "x.xlsx", choices)

    assert preview.headings == ("HVB", "Hem för vård eller boende")


def test_a_sheet_that_is_not_there_is_guessed_anew():
    preview = preview_import(real("leverantorer-2017.xlsx"), "x.xlsx", ImportChoices(sheet=7))

    assert preview.sheet == 0


def test_chosen_columns_go_before_guessed_ones():
    content = listed(("Alfa AB", "556677-8899", "Beta AB"), headings=("Namn", "Org.nr", "Firma"))

    preview = preview_import(
        content, "x.csv", ImportChoices(mapping={"name": 2, "org_number": 1, "nonsense": 0})
    )

    assert [entry.name for entry in preview.entries] == ["Beta AB"]


def test_a_profile_finds_its_columns_in_another_order():
    first = preview_import(
        listed(("Alfa AB", "556677-8899"), headings=("Firma", "Nummer")),
        "x.csv",
        ImportChoices(mapping={"name": 0, "org_number": 1}),
    )
    other = listed(("556677-8899", "Beta AB"), headings=("nummer ", "FIRMA"))

    preview = preview_import(other, "y.csv", ImportChoices(profile=first.profile()))

    assert [entry.name for entry in preview.entries] == ["Beta AB"]


def test_a_profile_says_which_of_its_columns_is_missing():
    profile = {"name": "Firma", "org_number": "Org.nr", "group": "Ägare"}
    content = listed(("Alfa AB", "556677-8899"), headings=("Firma", "Org.nr"))

    preview = preview_import(content, "x.csv", ImportChoices(profile=profile))

    assert preview.notes == ("Profilens kolumn ”Ägare” finns inte i filen.",)


def test_a_column_that_a_profile_leaves_out_is_not_guessed():
    profile = {"name": "Leverantör", "org_number": "Org.nr", "group": ""}
    content = listed(
        ("Alfa AB", "556677-8899", "Alfa"), headings=("Leverantör", "Org.nr", "Koncern")
    )

    preview = preview_import(content, "x.csv", ImportChoices(profile=profile))

    assert "group" not in preview.mapping


def test_two_rows_that_contradict_each_other_about_a_contract_are_an_error():
    content = listed(
        ("Alfa AB", "556677-8899", "2024-01-01", "HVB"),
        ("Alfa AB", "556677-8899", "2025-01-01", "Öppenvård"),
        headings=("Leverantör", "Org.nr", "Startdatum", "Område"),
    )

    preview = preview_import(content, "x.csv")

    assert [problem.cell for problem in preview.errors] == ["C3"]


def test_two_ranks_for_one_contract_are_a_warning():
    content = listed(
        ("Alfa AB", "556677-8899", "1", "HVB"),
        ("Alfa AB", "556677-8899", "2", "Öppenvård"),
        headings=("Leverantör", "Org.nr", "Rang", "Område"),
    )

    preview = preview_import(content, "x.csv")

    (place,) = preview.entries[0].places.values()
    assert (place.rank, [problem.cell for problem in preview.warnings]) == (1, ["C3"])


def test_namesakes_with_different_numbers_are_two_providers_and_said_so():
    preview = preview_import(
        listed(("Alfa AB", "556677-8899"), ("alfa ab", "556036-0793")), "x.csv"
    )

    assert len(preview.entries) == 2
    assert "annat organisationsnummer" in sentences(preview)["B3"]


def test_a_part_without_an_area_is_an_area_itself():
    content = listed(
        ("Alfa AB", "556677-8899", '"HVB; Öppenvård"'),
        headings=("Leverantör", "Org.nr", "Delområde"),
    )

    preview = preview_import(content, "x.csv")

    (place,) = preview.entries[0].places.values()
    assert list(place.lots) == ["HVB", "Öppenvård"]


@pytest.mark.parametrize(
    ("key", "field"),
    [
        ("name", Provider._meta.get_field("name")),
        ("group", ProviderGroup._meta.get_field("name")),
        ("lot", Lot._meta.get_field("name")),
        ("parts", Lot._meta.get_field("name")),
        ("agreement", Agreement._meta.get_field("title")),
        ("case_number", Agreement._meta.get_field("case_number")),
    ],
)
def test_a_text_that_a_column_takes_always_fits_its_field(key, field):
    (column,) = [column for column in COLUMNS if column.key == key]

    assert column.max_length == field.max_length


def test_the_contract_fields_of_an_import_are_the_models_own():
    names = {field.name for field in Contract._meta.get_fields()}

    assert {"starts_on", "ends_on", "rank", "status"} <= names


def test_dates_are_read_as_dates():
    content = listed(
        ("Alfa AB", "556677-8899", "240101"), headings=("Leverantör", "Org.nr", "Startdatum")
    )

    (place,) = preview_import(content, "x.csv").entries[0].places.values()

    assert place.starts_on == datetime.date(2024, 1, 1)


def test_a_part_named_as_its_area_is_the_area_itself():
    content = listed(
        ("Alfa AB", "556677-8899", "HVB", '"HVB; Akut"'),
        headings=("Leverantör", "Org.nr", "Område", "Delområde"),
    )

    (place,) = preview_import(content, "x.csv").entries[0].places.values()

    assert {area: list(parts) for area, parts in place.lots.items()} == {"HVB": ["Akut"]}


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("Avtalsområde", "lot"),
        ("Anbudsområde", "lot"),
        ("Område", "lot"),
        ("Avtalsområdets delar", "parts"),
        ("Delområde", "parts"),
        ("Delområden", "parts"),
        ("Delområde (flera skiljs med ;)", "parts"),
    ],
)
def test_all_words_for_a_lot_are_known(heading, key):
    assert guess_mapping([heading], COLUMNS) == {key: 0}
