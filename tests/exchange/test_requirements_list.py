import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from insyn.accounts.models import Authority, User
from insyn.exchange.queries.exports import all_rows, exported
from insyn.exchange.queries.plans import plan_list
from insyn.exchange.queries.scope import Scope
from insyn.exchange.rules.kinds import ListKind
from insyn.exchange.rules.preview import ImportChoices
from insyn.exchange.rules.tables import TABLES
from insyn.exchange.services.lists import carry_out_import, preview_import
from insyn.kernel.access import Access
from insyn.kernel.errors import NotAllowed
from insyn.papers.sheets.checking import Severity
from insyn.platform import clock
from insyn.registry.models import Agreement, ImportRun
from insyn.registry.queries import access_of
from insyn.requirements.models import (
    QualityArea,
    Requirement,
    RequirementPack,
    RequirementVersion,
)
from insyn.requirements.rules import Strength
from tests.exchange.tables import csv_of, file_of, read, said_of, take_in
from tests.factories import (
    AgreementFactory,
    QualityAreaFactory,
    RequirementFactory,
    RequirementPackFactory,
    RequirementVersionFactory,
)

pytestmark = pytest.mark.django_db
KIND = ListKind.REQUIREMENTS
SLOW = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def versions():
    return RequirementVersion._base_manager.order_by("requirement__position", "revision")


def rows_out(access: Access) -> list[dict[str, object]]:
    return list(exported(access, TABLES[KIND], all_rows(access, KIND)))


def fill(authority: Authority) -> Agreement:
    agreement = AgreementFactory.create(
        authority=authority, title="HVB barn och unga", starts_on=datetime.date(2024, 1, 1),
        ends_on=datetime.date(2027, 12, 31),
    )  # fmt: skip
    area = QualityAreaFactory.create(authority=authority, name="Personal; kompetens")
    first = RequirementFactory.create(
        authority=authority, agreement=agreement, origin="HVB-03", position=0
    )
    RequirementVersionFactory.create(
        requirement=first, number="4.2", text="Utföraren ska ha:\n\n=SUMMA(1)\n- personal",
        area=area,
        weight=3, is_critical=True, legal_source="3 kap. 3 § SoL", evidence="Rutin; -samtal",
        is_measurable=True, has_evidence=True, has_respondent=False,
        followability_note="+ oklart vem", valid_to=datetime.date(2027, 12, 31),
    )  # fmt: skip
    second = RequirementFactory.create(authority=authority, agreement=agreement, position=1)
    RequirementVersionFactory.create(
        requirement=second, number="4.10 a", text="Anbudet bör visa …", strength=Strength.SHOULD,
        revision=1, valid_to=datetime.date(2024, 12, 31),
    )  # fmt: skip
    RequirementVersionFactory.create(
        requirement=second, number="4.10 a", text="Anbudet bör visa mer", strength=Strength.SHOULD,
        revision=2, valid_from=datetime.date(2025, 1, 1),
    )  # fmt: skip
    pack = RequirementPackFactory.create(authority=authority, name="HVB, bas")
    packed = RequirementFactory.create(authority=authority, agreement=None, pack=pack)
    RequirementVersionFactory.create(requirement=packed, number="1", weight=1)
    return agreement


def listing(count: int) -> bytes:
    """Return a list of requirements as a system for procurement gives it."""
    lines = ["krav_nr;kravtext;typ;avsnitt;version;giltig_from"]
    lines += [
        f"4.{n};Utföraren ska ha en rutin för händelse {n}.;{'SKA' if n % 3 else 'BÖR'};"
        f"Område {n % 9};1.2;2024-01-01"
        for n in range(1, count + 1)
    ]
    return "\n".join(lines).encode("utf-8-sig")


@pytest.mark.parametrize("file_type", ["xlsx", "csv"])
def test_a_list_of_requirements_taken_out_and_in_again_changes_nothing(
    file_type: str, anna: User, ekby: Authority
):
    fill(ekby)
    access = access_of(anna)
    rows = rows_out(access)

    summary = take_in(access, ekby, KIND, file_of(KIND, rows, file_type), file_type=file_type)

    assert (summary.created, summary.updated, summary.unchanged) == (0, 0, 3)


@pytest.mark.parametrize("file_type", ["xlsx", "csv"])
def test_a_list_of_requirements_says_the_same_of_another_authority_that_takes_it_in(
    file_type: str, anna: User, ekby: Authority, cilla: User, norrby: Authority
):
    fill(ekby)
    AgreementFactory.create(
        authority=norrby, title="HVB barn och unga", starts_on=datetime.date(2024, 1, 1),
        ends_on=datetime.date(2027, 12, 31),
    )  # fmt: skip
    rows = [{**row, "authority": str(norrby)} for row in rows_out(access_of(anna))]

    take_in(
        access_of(cilla), norrby, KIND, file_of(KIND, rows, file_type), file_type=file_type
    )  # fmt: skip

    assert rows_out(access_of(cilla)) == rows


def test_a_list_of_a_hundred_and_fifty_requirements_is_taken_in_as_procurement_gives_it(
    anna: User, ekby: Authority
):
    agreement = AgreementFactory.create(authority=ekby)

    summary = take_in(access_of(anna), ekby, KIND, listing(150), agreement=agreement)

    assert summary.created == 150
    first, *_rest, last = versions().select_related("area")
    assert (first.number, first.strength, str(first.area)) == ("4.1", Strength.SHALL, "Område 1")
    assert (last.number, last.strength, last.weight) == ("4.150", Strength.SHOULD, 2)


def test_the_same_list_again_changes_nothing(anna: User, ekby: Authority):
    agreement = AgreementFactory.create(authority=ekby)
    access = access_of(anna)
    take_in(access, ekby, KIND, listing(30), agreement=agreement)

    again = take_in(access, ekby, KIND, listing(30), agreement=agreement)

    assert (again.created, again.updated, again.unchanged) == (0, 0, 30)


def test_queries_for_requirements_do_not_grow_with_the_rows(anna: User, ekby: Authority):
    access = access_of(anna)

    def asked(count: int) -> int:
        agreement = AgreementFactory.create(authority=ekby)
        with CaptureQueriesContext(connection) as seen:
            take_in(access, ekby, KIND, listing(count), agreement=agreement)
        return len(seen)

    few = asked(15)
    assert asked(150) <= few + 1
    assert few <= 45


def test_queries_for_answers_about_following_up_do_not_grow_with_the_rows(
    anna: User, ekby: Authority
):
    access = access_of(anna)

    def asked(count: int) -> int:
        agreement = AgreementFactory.create(authority=ekby)
        rows = [
            {"number": str(n), "text": f"Krav {n}", "is_measurable": "Ja"} for n in range(count)
        ]
        with CaptureQueriesContext(connection) as seen:
            take_in(access, ekby, KIND, csv_of(KIND, *rows), agreement=agreement)
        return len(seen)

    few = asked(10)
    assert asked(100) <= few + 1


def test_missing_quality_areas_are_made_and_said_so(anna: User, ekby: Authority):
    agreement = AgreementFactory.create(authority=ekby)
    row = {"number": "1", "text": "Krav", "area": "Nytt område", "weight": "1"}

    said = said_of(access_of(anna), ekby, KIND, row, agreement=agreement)
    take_in(access_of(anna), ekby, KIND, csv_of(KIND, row), agreement=agreement)

    assert said == ["Nämnden har inget kvalitetsområde ”Nytt område”. Det läggs till."]
    assert QualityArea._base_manager.filter(authority=ekby, name="Nytt område").exists()


def test_a_list_without_weights_gives_the_usual_weight_and_says_so(anna: User, ekby: Authority):
    agreement = AgreementFactory.create(authority=ekby)
    rows = [{"number": "1", "text": "Ett"}, {"number": "2", "text": "Två"}]

    said = said_of(access_of(anna), ekby, KIND, *rows, agreement=agreement)

    assert said == [
        "2 nya krav saknar vikt och får vikten 2. Du kan väga dem i avtalets lista över krav."
    ]


def test_a_list_without_weights_leaves_the_weights_that_are_there(anna: User, ekby: Authority):
    agreement = fill(ekby)
    row = {"number": "4.2", "text": "Ny text"}

    take_in(access_of(anna), ekby, KIND, csv_of(KIND, row), agreement=agreement)

    latest = versions().filter(number="4.2").last()
    assert (latest.text, latest.weight, latest.is_critical, latest.legal_source) == (
        "Ny text", 3, True, "3 kap. 3 § SoL"
    )  # fmt: skip


def test_a_changed_text_becomes_a_new_wording_from_the_chosen_day(anna: User, ekby: Authority):
    agreement = fill(ekby)
    content = csv_of(KIND, {"number": "4.2", "text": "Ny text"})
    choices = ImportChoices(options={"changes_from": "2026-12-01"})
    seen = preview_import(content, "krav.csv", choices, kind=KIND)

    carry_out_import(access_of(anna), authority=ekby, agreement=agreement, preview=seen)

    old, new = versions().filter(number="4.2")
    assert (old.valid_to, new.valid_from) == (
        datetime.date(2026, 11, 30), datetime.date(2026, 12, 1)
    )  # fmt: skip


def test_without_a_chosen_day_a_changed_text_is_valid_from_today(anna: User, ekby: Authority):
    agreement = fill(ekby)

    take_in(
        access_of(anna), ekby, KIND, csv_of(KIND, {"number": "4.2", "text": "Ny text"}),
        agreement=agreement,
    )  # fmt: skip

    assert versions().filter(number="4.2").last().valid_from == clock.today()


def test_the_diff_says_what_a_requirement_said_before_and_after(anna: User, ekby: Authority):
    agreement = fill(ekby)
    row = {"number": "4.10 a", "text": "Anbudet bör visa mer", "weight": "3", "strength": "Ska"}
    seen = read(KIND, csv_of(KIND, row))

    plan = plan_list(Scope(access_of(anna), ekby, agreement, clock.today()), seen)

    told = {one.label: (one.before, one.after) for one in plan.changes[0].differences}
    assert told["Vikt"] == ("2", "3")
    assert told["Styrka"] == ("Bör", "Ska")
    assert told["Gäller från"] == ("2025-01-01", clock.today().isoformat())


def test_answers_about_following_up_and_ends_are_written(anna: User, ekby: Authority):
    agreement = fill(ekby)
    row = {
        "number": "4.10 a", "text": "Anbudet bör visa mer", "is_measurable": "Ja",
        "valid_to": "2027-06-30",
    }  # fmt: skip

    summary = take_in(access_of(anna), ekby, KIND, csv_of(KIND, row), agreement=agreement)

    latest = versions().filter(number="4.10 a").last()
    assert summary.updated == 1
    assert (latest.is_measurable, latest.tested_by, latest.tested_on) == (True, anna, clock.today())
    assert latest.valid_to == datetime.date(2027, 6, 30)


def test_a_decided_wording_that_has_not_begun_is_left_by_a_list_of_what_is_valid_now(
    anna: User, ekby: Authority
):
    agreement = AgreementFactory.create(authority=ekby)
    requirement = RequirementFactory.create(authority=ekby, agreement=agreement)
    RequirementVersionFactory.create(
        requirement=requirement, number="1", text="Nu", valid_to=datetime.date(2027, 12, 31)
    )
    RequirementVersionFactory.create(
        requirement=requirement, number="1", text="Sedan", revision=2,
        valid_from=datetime.date(2028, 1, 1),
    )  # fmt: skip
    access = access_of(anna)

    summary = take_in(access, ekby, KIND, file_of(KIND, rows_out(access), "csv"))

    assert (summary.created, summary.updated, summary.unchanged) == (0, 0, 1)


def test_a_requirement_that_has_ended_is_not_made_again(anna: User, ekby: Authority):
    agreement = AgreementFactory.create(authority=ekby)
    requirement = RequirementFactory.create(authority=ekby, agreement=agreement)
    RequirementVersionFactory.create(
        requirement=requirement, number="1", text="Förr", valid_to=datetime.date(2025, 12, 31)
    )

    summary = take_in(
        access_of(anna), ekby, KIND, csv_of(KIND, {"number": "1", "text": "Förr"}),
        agreement=agreement,
    )  # fmt: skip

    assert (summary.created, summary.unchanged) == (0, 1)


def test_a_pack_that_is_missing_is_made_and_said_so(anna: User, ekby: Authority):
    row = {"pack": "Nytt paket", "number": "1", "text": "Krav", "weight": "2"}

    said = said_of(access_of(anna), ekby, KIND, row)
    take_in(access_of(anna), ekby, KIND, csv_of(KIND, row))

    assert said == ["Nämnden har inget kravpaket som heter ”Nytt paket”. Det läggs till."]
    assert versions().get().requirement.pack.name == "Nytt paket"


def test_a_reworded_requirement_of_a_pack_is_changed_where_it_stands(anna: User, ekby: Authority):
    fill(ekby)

    content = csv_of(KIND, {"pack": "HVB, bas", "number": "1", "text": "Nytt"})
    take_in(access_of(anna), ekby, KIND, content)

    row = versions().get(requirement__pack__name="HVB, bas")
    assert (row.text, row.revision) == ("Nytt", 1)


WEIGHT = "Vikten ska vara 1, 2 eller 3 men är "
ORDER = "Kravet kan inte sluta gälla innan det börjar."
WORDED = {"number": "4.10 a", "text": "Anbudet bör visa mer"}
BAD = [
    ({"weight": "4"}, f"{WEIGHT}4."),
    ({"weight": "0"}, f"{WEIGHT}0."),
    ({"strength": "Kanske"}, "Värdet finns inte bland de tillåtna: Ska, Bör, Kan"),
    ({"text": ""}, "Värde saknas. Fyll i ”Kravtext”."),
    ({"number": "4" * 31}, "Texten har 31 tecken. Högst 30 får plats."),
    ({"valid_from": "2025-01-01", "valid_to": "2024-01-01"}, ORDER),
    ({**WORDED, "valid_to": "2023-01-01"}, ORDER),
    ({"pack": "HVB, bas"}, "Raden hör till ett kravpaket, men också till ett avtal."),
    ({"authority": "Någon annan"}, "Raden hör till en annan nämnd."),
    ({"is_measurable": "kanske"}, "Värdet är varken ja eller nej. Skriv Ja eller Nej."),
]  # fmt: skip


@pytest.mark.parametrize(("wrong", "sentence"), BAD)
def test_a_bad_row_is_refused_with_its_sentence(
    wrong: dict[str, str], sentence: str, anna: User, ekby: Authority
):
    agreement = fill(ekby)
    row = {"number": "9", "text": "Krav", "weight": "2", **wrong}

    said = said_of(access_of(anna), ekby, KIND, row, agreement=agreement)

    assert any(one.startswith(sentence) for one in said), said


def test_a_refusal_names_the_cell(anna: User, ekby: Authority):
    agreement = fill(ekby)
    rows = [{"number": "8", "text": "Ett"}, {"number": "8", "text": "Två"}]
    seen = read(KIND, csv_of(KIND, *rows))

    plan = plan_list(Scope(access_of(anna), ekby, agreement, clock.today()), seen)

    assert [(one.cell, one.sentence) for one in plan.problems
            if one.severity == Severity.ERROR] == [
        (cell, "Numret 8 står på flera rader. Varje krav ska ha ett eget nummer.")
        for cell in ("A2", "A3")
    ]  # fmt: skip


def test_a_number_that_another_requirement_keeps_is_refused(anna: User, ekby: Authority):
    agreement = fill(ekby)
    rows = [
        {"number": "4.10 a", "text": "Utföraren ska ha:\n\n=SUMMA(1)\n- personal"},
    ]

    said = said_of(access_of(anna), ekby, KIND, *rows, agreement=agreement)

    assert any(one.startswith("Numret 4.10 a har redan ett krav") for one in said)


def test_only_those_who_may_edit_requirements_take_them_in(bo: User, ekby: Authority):
    agreement = fill(ekby)

    with pytest.raises(NotAllowed):
        take_in(
            access_of(bo), ekby, KIND, csv_of(KIND, {"number": "1", "text": "x"}),
            agreement=agreement,
        )  # fmt: skip


def test_requirements_are_not_given_out_to_another_authority(cilla: User, ekby: Authority):
    fill(ekby)

    assert rows_out(access_of(cilla)) == []


def test_requirements_are_not_taken_in_to_an_agreement_of_another_authority(
    cilla: User, ekby: Authority, norrby: Authority
):
    fill(ekby)
    row = {"agreement": "HVB barn och unga", "number": "1", "text": "x"}

    said = said_of(access_of(cilla), norrby, KIND, row)

    assert said == ["Nämnden har inget avtal som heter ”HVB barn och unga”. Läs in avtalen först."]


ODD = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Co", "Cn"]),
    min_size=1, max_size=30,
).filter(lambda text: text.strip()) | st.sampled_from(
    ["=1+1", "-10 %", "@namn", "'=x", "''-y", "007", "1e5", "SANT", "2024-01-01", "a;b", '"a";b',
     "å ä ö Å Ä Ö", "#nr"]
)  # fmt: skip


@SLOW
@given(number=ODD, lines=st.lists(ODD, min_size=1, max_size=4), area=ODD, legal=ODD, note=ODD)
@pytest.mark.parametrize("file_type", ["xlsx", "csv"])
def test_whatever_a_requirement_says_it_comes_back(
    file_type: str, anna: User, ekby: Authority, number, lines, area, legal, note
):
    Requirement._base_manager.all().delete()
    QualityArea._base_manager.all().delete()
    agreement = Agreement._base_manager.filter(title="Odd").first()
    agreement = agreement or AgreementFactory.create(authority=ekby, title="Odd")
    RequirementVersionFactory.create(
        requirement=RequirementFactory.create(authority=ekby, agreement=agreement),
        number=number, text="\n".join(lines), legal_source=legal, followability_note=note,
        area=QualityAreaFactory.create(authority=ekby, name=area),
    )  # fmt: skip
    access = access_of(anna)

    content = file_of(KIND, rows_out(access), file_type)
    seen = read(KIND, content, file_type)
    if not seen.is_fit:
        assert not all(text.isprintable() for text in (number, area, legal, note, *lines))
        return
    summary = take_in(access, ekby, KIND, content, file_type=file_type)

    assert (summary.created, summary.updated) == (0, 0)


def test_the_day_chosen_with_the_file_is_kept_until_the_list_is_taken_in(
    as_anna: Client, ekby: Authority
):
    agreement = fill(ekby)
    file = SimpleUploadedFile("krav.csv", csv_of(KIND, {"number": "4.2", "text": "Ny text"}))
    chosen = {"authority": ekby.pk, "agreement": agreement.pk, "changes_from": "2026-12-01"}
    as_anna.post("/import/ny/krav/", {"file": file, **chosen})
    run = ImportRun._base_manager.get()
    columns = dict.fromkeys(TABLES[KIND].headings, "") | {"number": "0", "text": "1"}
    as_anna.post(f"/import/{run.pk}/kolumner/", columns)

    page = as_anna.get(f"/import/{run.pk}/forhandsgranskning/")
    fingerprint = page.context["form"].initial["fingerprint"]
    as_anna.post(f"/import/{run.pk}/for-in/", {"fingerprint": fingerprint})

    assert versions().filter(number="4.2").last().valid_from == datetime.date(2026, 12, 1)


def test_a_pack_chosen_with_the_file_gets_its_requirements(as_anna: Client, ekby: Authority):
    fill(ekby)
    pack = RequirementPack._base_manager.get(name="HVB, bas")
    file = SimpleUploadedFile("krav.csv", csv_of(KIND, {"number": "2", "text": "Till"}))
    as_anna.post("/import/ny/krav/", {"file": file, "authority": ekby.pk, "pack": pack.pk})

    page = as_anna.get(f"/import/{ImportRun._base_manager.get().pk}/forhandsgranskning/")

    assert "HVB, bas" in page.content.decode()
    assert page.context["shown"].plan.created == 1


def test_the_catalogue_of_one_agreement_is_given_out_as_it_is_filtered(
    as_anna: Client, ekby: Authority
):
    agreement = fill(ekby)

    answer = as_anna.get(f"/export/krav.csv?agreement={agreement.pk}&critical=on")

    text = b"".join(answer).decode("utf-8-sig")
    assert "=SUMMA(1)" in text
    assert "Anbudet" not in text


LACKS = "Listan saknar 2 av kraven i ”HVB barn och unga"
KNOWN = {"number": "4.1", "text": "Ett", "weight": "1"}
OTHERS = (
    {"number": "4.2", "text": "Två", "weight": "1"},
    {"number": "4.3", "text": "Tre", "weight": "1"},
)


def three(anna: User, ekby: Authority) -> Agreement:
    agreement = AgreementFactory.create(authority=ekby, title="HVB barn och unga")
    take_in(access_of(anna), ekby, KIND, csv_of(KIND, KNOWN, *OTHERS), agreement=agreement)
    return agreement


def test_a_list_that_lacks_requirements_says_that_they_stay(anna: User, ekby: Authority):
    said = said_of(access_of(anna), ekby, KIND, KNOWN, agreement=three(anna, ekby))

    (sentence,) = said
    assert sentence.startswith(LACKS)
    assert sentence.endswith("De ändras inte.")


@pytest.mark.parametrize(
    "stopped",
    [{"weight": "9"}, {"text": ""}, {"number": ""}, {"number": "4.1"}, {"pack": "HVB, bas"}],
    ids=["weight", "text", "number", "number twice", "pack and agreement"],
)
def test_a_requirement_whose_row_was_stopped_is_not_said_to_be_missing(
    stopped: dict[str, str], anna: User, ekby: Authority
):
    rows = (KNOWN, {**OTHERS[0], **stopped})

    said = said_of(access_of(anna), ekby, KIND, *rows, agreement=three(anna, ekby))

    assert said
    assert not [sentence for sentence in said if "saknar" in sentence and "av kraven" in sentence]
