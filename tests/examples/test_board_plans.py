import json
from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction
from django.test import override_settings

from insyn.board.services import memo_tree, plan_tree
from insyn.examples.board_plans import NAMES, build, read_plan, tell
from insyn.examples.board_plans.papers import write_all
from insyn.examples.board_plans.reading import DATA
from insyn.kernel.errors import RuleViolation
from insyn.papers.content import plain_text
from insyn.risk.rules.kinds import CheckCode

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker, tmp_path_factory):
    """Build the three plans once for all tests of this file, and roll them back after the last."""
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("files")):
            yield {name: build(read_plan(name)) for name in NAMES}
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def told(built):
    return {name: tell(plan) for name, plan in built.items()}


@pytest.mark.parametrize("name", NAMES)
def test_every_fact_comes_out_as_it_went_in(name, told) -> None:
    truth = json.loads((DATA / f"{name}.json").read_text())

    assert {key: told[name].get(key) for key in truth} == truth


@pytest.fixture(scope="module")
def printed(built, django_db_blocker):
    """Return the plans and memos as they read, in plain text."""
    with django_db_blocker.unblock():
        return {
            name: (
                plain_text(plan_tree(plan.access, plan.item)),
                plain_text(memo_tree(plan.access, plan.item)),
            )
            for name, plan in built.items()
        }


def strings(facts) -> Iterator[str]:
    """Yield every text of the facts."""
    match facts:
        case str():
            yield facts
        case list():
            yield from (text for part in facts for text in strings(part))
        case dict():
            yield from (text for part in facts.values() for text in strings(part))


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        (
            "plan_2020",
            ("framework_agreements", "follow_up_forms", "risk_assessment", "overview_checks",
             "in_depth_methods", "event_triggers", "continuous_checks", "previous_year",
             "reporting"),
        ),
        ("plan_2024", ("follow_up_categories", "call_off", "reporting")),
        ("plan_2022_2024", ("service_areas", "forms", "dialogue_meetings")),
    ],
)  # fmt: skip
def test_the_board_reads_every_fact_in_the_plan(name, keys, printed) -> None:
    truth = json.loads((DATA / f"{name}.json").read_text())
    text = printed[name][0].casefold()

    assert [t for key in keys for t in strings(truth[key]) if t.casefold() not in text] == []


def test_the_timetable_of_2020_stands_once_in_the_plan(printed) -> None:
    text = printed["plan_2020"][0]

    assert "Regelbunden uppföljning, tidplan 2020" in text
    assert "Framgår inte" not in text


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("foreign", ["in-house", "private", "None"])
def test_no_raw_word_reaches_the_board(name, foreign, printed) -> None:
    assert foreign not in " ".join(printed[name])


@pytest.mark.parametrize("name", NAMES)
def test_no_heading_of_the_memo_is_empty(name, built) -> None:
    memo = memo_tree(built[name].access, built[name].item)

    assert [part.heading for part in memo.sections if part.heading and not part.blocks] == []


def codes(told, name: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for warning in told[name]["warnings"]:
        found.setdefault(warning["code"], []).append(warning["sentence"])
    return found


def test_one_followup_is_planned_after_the_end_of_its_agreement(told) -> None:
    (sentence,) = codes(told, "plan_2024")[CheckCode.AFTER_END]

    assert "HVB för vuxna med missbruk" in sentence
    assert "31 mars 2024" in sentence


def test_one_plan_is_dated_a_year_after_its_memo(told) -> None:
    (sentence,) = codes(told, "plan_2024")[CheckCode.DATES]

    assert "28 februari 2025" in sentence
    assert "28 februari 2024" in sentence


def test_no_other_warning_is_invented(told) -> None:
    assert sorted(codes(told, "plan_2024")) == [CheckCode.AFTER_END, CheckCode.DATES]
    assert codes(told, "plan_2022_2024") == {}
    assert codes(told, "plan_2020") == {}


def test_the_agreements_that_the_plan_of_2020_leaves_out_are_notes(told) -> None:
    left_out = told["plan_2020"]["notes"]

    assert {note["code"] for note in left_out} == {CheckCode.NEVER_COVERED}
    said = " ".join(note["sentence"] for note in left_out)
    titles = set(told["plan_2020"]["framework_agreements"])
    planned = {row["agreement"] for row in told["plan_2020"]["risk_assessment"]["focus"][:2]}
    assert {title for title in titles if f"”{title}”" in said} == titles - planned


@pytest.mark.parametrize("name", ["plan_2020", "plan_2022_2024"])
@pytest.mark.parametrize("code", [CheckCode.AFTER_END, CheckCode.AFTER_PLAN, CheckCode.DATES])
def test_no_such_warning_is_invented(name, code, told) -> None:
    assert code not in codes(told, name)


@pytest.mark.parametrize("name", NAMES)
def test_the_papers_are_written(name, built, tmp_path) -> None:
    write_all(built[name], tmp_path)

    files = {file.name: file.read_bytes()[:4] for file in tmp_path.iterdir()}
    assert set(files) == {"memo.docx", "memo.pdf", "plan.docx", "plan.pdf", "facts.json"}
    assert files["plan.pdf"] == files["memo.pdf"] == b"%PDF"
    assert files["plan.docx"] == files["memo.docx"] == b"PK\x03\x04"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("{", "är inte JSON"),
        ("[]", "ska vara ett JSON-objekt"),
        ("{}", "Fakta saknas: memorandum"),
        ('{"memorandum": 3, "plan_document": 4}', "har fel form"),
    ],
)
def test_facts_that_cannot_be_read_are_refused(content, sentence, tmp_path) -> None:
    file = tmp_path / "fakta.json"
    file.write_text(content)

    with pytest.raises(RuleViolation, match=sentence):
        read_plan("plan_2024", file)


def test_the_command_writes_the_papers_of_a_plan(tmp_path) -> None:
    call_command("reconstruct", "plan_2020", out=tmp_path)

    assert (tmp_path / "plan.pdf").exists()
    assert json.loads((tmp_path / "facts.json").read_text())["reporting"]


def test_the_command_refuses_to_write_where_a_file_is(tmp_path) -> None:
    file = tmp_path / "plan"
    file.touch()

    with pytest.raises(CommandError, match="Ange en mapp att skriva i"):
        call_command("reconstruct", "plan_2020", out=file)


def test_the_command_refuses_a_plan_that_it_does_not_know(tmp_path) -> None:
    with pytest.raises(CommandError, match="plan_1999"):
        call_command("reconstruct", "plan_1999", out=tmp_path)
