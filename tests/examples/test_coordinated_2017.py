import json

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings

from insyn.examples.coordinated_2017 import build, read_facts, tell
from insyn.examples.coordinated_2017.facts import SHIPPED
from insyn.examples.coordinated_2017.papers import write_all
from insyn.kernel.errors import RuleViolation
from insyn.papers import word
from insyn.reports.queries import gather
from insyn.reports.rules import contradictions

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

COMPARED = ("provider", "org_number", "lot", "sub_lots", "made_by", "date", "findings", "outcome")


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker, tmp_path_factory):
    """Build the year once for all tests of this file, and roll it back after the last."""
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("files")):
            yield build(read_facts())
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def told(built):
    return tell(built)


@pytest.fixture(scope="module")
def truth():
    return json.loads(SHIPPED.read_text())


def test_every_followup_comes_out_as_it_went_in(told, truth) -> None:
    got = [{key: row.get(key) for key in COMPARED} for row in told["follow_ups"]]
    wanted = [{key: row.get(key) for key in COMPARED} for row in truth["follow_ups"]]

    assert got == wanted


def test_the_numbers_are_those_of_the_report(told, truth) -> None:
    assert [f["no"] for f in told["follow_ups"]] == [f["no"] for f in truth["follow_ups"]]


def test_the_totals_are_counted_not_copied(told, truth) -> None:
    assert told["totals"] == truth["totals"]
    assert told["lot_assignment"] == truth["lot_assignment"]
    assert told["shortfall"] == truth["shortfall"]


@pytest.mark.parametrize("number", range(17))
def test_basis_supplement_and_conflict(told, truth, number: int) -> None:
    keys = ("basis", "supplement", "conflict_in_source", "name_in_list")
    got, wanted = told["follow_ups"][number], truth["follow_ups"][number]

    assert {k: got.get(k) for k in keys} == {k: wanted.get(k) for k in keys}


def test_the_events_of_every_plan_come_in_order(told, truth) -> None:
    for got, wanted in zip(told["follow_ups"], truth["follow_ups"], strict=True):
        assert [e["event"] for e in got["action_plan"]] == [
            e["event"] for e in wanted["action_plan"]
        ]
        for mine, source in zip(got["action_plan"], wanted["action_plan"], strict=True):
            assert mine.get("date") == source.get("date")


def test_the_warnings_are_exactly_those_of_the_source(told) -> None:
    codes = [warning["code"] for warning in told["warnings"]]

    assert sorted(codes) == ["check_digit", "promised_not_done", "two_dates"] + 4 * [
        "two_spellings"
    ]


def test_the_rest_of_the_facts(told, truth) -> None:
    assert told["documents_requested_before_visit"] == [
        {k: v for k, v in row.items() if k != "rule"}
        for row in truth["documents_requested_before_visit"]
    ]
    assert told["financial_check"]["remarks"] == truth["financial_check"]["remarks"]
    assert set(told["financial_check"]["sources"]) == set(truth["financial_check"]["sources"])
    assert told["template_areas"] == truth["template_areas"]
    assert told["agreement"] == truth["agreement"]


def test_the_papers_are_written(built, tmp_path) -> None:
    lines = write_all(built, tmp_path)

    assert len(lines) == 7
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")
    assert word.review((tmp_path / "report.docx").read_bytes()) == []
    assert "Rekon människan i centrum AB" in (tmp_path / "report.html").read_text()
    assert json.loads((tmp_path / "facts.json").read_text())["totals"]["follow_ups"] == 17


def test_no_client_document_is_in_what_the_members_read(built) -> None:
    for party in built.cast.parties.values():
        facts = gather(party.access("ansvarig"), built.report)
        assert "Genomförandeplaner" not in facts.requested_documents
        assert len(contradictions(facts)) == 7


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("nej", "är inte JSON"),
        ("[]", "JSON-objekt"),
        ("{}", "Fakta saknas"),
        (
            (
                '{"agreement":{},"report":{},"lot_assignment":{},"commitment_per_municipality":1,'
                '"follow_ups":[{"provider":"A"}]}'
            ),
            "Uppföljning nummer 1 saknar",
        ),
    ],
)
def test_facts_that_cannot_be_built_are_refused_with_a_sentence(tmp_path, text, sentence) -> None:
    file = tmp_path / "facts.json"
    file.write_text(text)

    with pytest.raises(RuleViolation, match=sentence):
        read_facts(file)


def test_the_command_leaves_no_trace_in_the_served_database(tmp_path, monkeypatch, capfd) -> None:
    monkeypatch.setenv("INSYN_VAR_DIR", str(tmp_path / "var"))

    call_command("reconstruct", "coordinated_2017", out=tmp_path / "out")

    assert not list((tmp_path / "var").glob("*.sqlite3"))
    assert {f.name for f in (tmp_path / "out").iterdir()} == {
        "facts.json",
        "report.docx",
        "report.html",
        "report.pdf",
    }
    assert len(capfd.readouterr().out.splitlines()) == 7
