import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connections
from openpyxl import Workbook

from insyn.accounts.models import Authority
from insyn.registry.models import Agreement, Contract, ImportProfile, Provider
from tests.exchange.lists import FILES, listed
from tests.factories import AgreementFactory

OF_2017 = FILES / "leverantorer-2017.xlsx"


def run(*arguments: object) -> tuple[int, list[str], list[str]]:
    """Return exit code, what is said, and the warnings."""
    out, err = StringIO(), StringIO()
    try:
        call_command("import-providers", *map(str, arguments), stdout=out, stderr=err)
    except SystemExit as stop:
        return int(str(stop.code)), out.getvalue().splitlines(), err.getvalue().splitlines()
    return 0, out.getvalue().splitlines(), err.getvalue().splitlines()


@pytest.fixture
def no_database(monkeypatch):
    def fail(*args):
        raise AssertionError("the database was asked")

    monkeypatch.setattr(type(connections["default"]), "cursor", fail)


@pytest.mark.usefixtures("no_database")
def test_a_dry_run_needs_no_database():
    code, said, _ = run(OF_2017, "--dry-run")

    assert (code, said[0]) == (0, "leverantorer-2017.xlsx: 17 rader, 16 utförare.")


@pytest.mark.usefixtures("no_database")
def test_warnings_are_said_apart_and_do_not_fail():
    _, _, warnings = run(OF_2017, "--dry-run")

    assert warnings[1].startswith("varning;17;B17;556656-1277;Kontrollsiffran stämmer inte")


@pytest.mark.usefixtures("no_database")
def test_each_error_has_a_line_of_its_own():
    code, said, _ = run(FILES / "avtalsregister-annan-kommun.csv", "--dry-run")

    assert (code, len(said)) == (1, 8)
    assert said[3] == "5;G5;2026-02-31;Datumet 2026-02-31 finns inte: februari 2026 har 28 dagar."


@pytest.mark.usefixtures("no_database")
def test_a_broken_file_is_said_in_one_line():
    code, said, _ = run(FILES / "trasig.xlsx", "--dry-run")

    assert (code, said[0][:30]) == (1, ";;trasig.xlsx;Filen är skadad ")


@pytest.mark.usefixtures("no_database")
def test_a_file_that_is_not_there_is_said_in_one_line(tmp_path):
    code, said, _ = run(tmp_path / "borta.xlsx", "--dry-run")

    assert (code, said[0][:30]) == (1, ";;borta.xlsx;Filen går inte at")


@pytest.mark.usefixtures("no_database")
def test_a_value_with_a_semicolon_is_quoted(tmp_path):
    file = tmp_path / "lista.csv"
    file.write_bytes(listed(('"=a;b"', "556677-8899")))

    _, said, _ = run(file, "--dry-run")

    assert said[0].startswith('2;A2;"=a;b";')


@pytest.mark.usefixtures("no_database")
def test_sheet_and_heading_row_are_counted_from_one(tmp_path):
    book = Workbook()
    book.create_sheet("Lista").append(["Leverantör", "Org.nr"])
    book["Lista"].append(["Alfa AB", "556677-8899"])
    book.save(tmp_path / "bok.xlsx")

    code, said, _ = run(tmp_path / "bok.xlsx", "--dry-run", "--sheet", 2, "--heading-row", 1)

    assert (code, said[0]) == (0, "bok.xlsx: 1 rader, 1 utförare.")


@pytest.mark.django_db
def test_an_empty_database_takes_in_the_providers():
    code, said, _ = run(OF_2017)

    assert (code, Provider.objects.count()) == (0, 16)
    assert any("16 nya" in line for line in said)


@pytest.mark.django_db
def test_the_same_file_again_changes_nothing():
    run(OF_2017)

    code, said, _ = run(OF_2017)

    assert (code, said[-1]) == (0, "Inget ändrades.")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", ["avtalsregister-annan-kommun.csv", "fel-rubriker.xlsx", "trasig.xlsx"]
)
def test_a_file_with_errors_fails_and_leaves_no_row(name: str):
    code, said, _ = run(FILES / name)

    assert (code, bool(said), Provider.objects.count()) == (1, True, 0)


@pytest.mark.django_db
def test_agreement_and_authority_give_contracts(ekby: Authority, norrby: Authority):
    AgreementFactory.create(authority=ekby, title="Ramavtal 2017")

    code, _, _ = run(OF_2017, "--authority", "ekby", "--agreement", "Ramavtal 2017")

    assert (code, Contract.objects.unscoped(reason="a test").count()) == (0, 16)


@pytest.mark.django_db
def test_the_only_authority_need_not_be_named(ekby: Authority):
    AgreementFactory.create(authority=ekby, title="Ramavtal 2017")

    code, _, _ = run(OF_2017, "--agreement", "Ramavtal 2017")

    assert code == 0


@pytest.mark.django_db
def test_agreements_in_the_file_are_said_to_be_left_out_without_authority(tmp_path):
    file = tmp_path / "lista.csv"
    file.write_bytes(
        listed(("Alfa AB", "556677-8899", "HVB"), headings=("Leverantör", "Org.nr", "Avtal"))
    )

    _, said, _ = run(file)

    assert said[-1] == "Avtalen i filen fördes inte in: ange nämnd med --authority."


@pytest.mark.django_db
def test_an_error_against_the_register_is_said_by_cell(tmp_path, ekby: Authority):
    file = tmp_path / "lista.csv"
    file.write_bytes(
        listed(("Alfa AB", "556677-8899", "HVB"), headings=("Leverantör", "Org.nr", "Avtal"))
    )

    code, said, _ = run(file)

    assert (code, Agreement.objects.unscoped(reason="a test").count()) == (1, 0)
    assert said[0].startswith("2;;;Avtalet ”HVB” finns inte i registret")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--authority", "Borta"], "Nämnden finns inte"),
        (["--authority", "Socialnämnden"], "Flera nämnder heter så"),
        (["--agreement", "X"], "Ange också nämnden"),
        (["--agreement", "X", "--authority", "Ekby"], "Avtalet finns inte"),
        (["--profile", "X", "--authority", "Ekby"], "Importprofilen ”X” finns inte"),
    ],
)
def test_what_is_named_and_not_found_is_said(arguments, sentence, ekby, norrby):
    code, said, _ = run(OF_2017, *arguments)

    assert (code, Provider.objects.count()) == (1, 0)
    assert sentence in said[0]


@pytest.fixture
def odd_list(tmp_path):
    file = tmp_path / "lista.csv"
    file.write_bytes(listed(("Alfa AB", "556677-8899"), headings=("Firma", "Nummer")))
    return file


PROFILE = {"name": "Firma", "org_number": "Nummer"}


@pytest.mark.django_db
def test_a_saved_profile_finds_the_columns(odd_list, ekby: Authority):
    ImportProfile.objects.create(authority=ekby, name="Vår lista", mapping=PROFILE)

    code, _, _ = run(odd_list, "--profile", "Vår lista")

    assert (code, Provider.objects.get().name) == (0, "Alfa AB")


@pytest.mark.usefixtures("no_database")
def test_a_profile_in_a_file_needs_no_database(odd_list, tmp_path):
    profile = tmp_path / "profil.json"
    profile.write_text(json.dumps(PROFILE))

    code, _, _ = run(odd_list, "--profile", profile, "--dry-run")

    assert code == 0


@pytest.mark.usefixtures("no_database")
@pytest.mark.parametrize("text", ["nonsense", "[]", '{"name": 1}', '{"unknown": "X"}'])
def test_a_profile_that_is_none_is_refused(text: str, odd_list, tmp_path):
    profile = tmp_path / "profil.json"
    profile.write_text(text)

    code, said, _ = run(odd_list, "--profile", profile, "--dry-run")

    assert (code, "Profilen" in said[0]) == (1, True)


def test_a_database_without_tables_says_what_to_do(monkeypatch, db):
    introspection = type(connections["default"].introspection)
    monkeypatch.setattr(introspection, "table_names", lambda *args: [])

    code, said, _ = run(OF_2017)

    assert (code, "insyn migrate" in said[0]) == (1, True)
