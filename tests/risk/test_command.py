import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from insyn.risk.management.commands import draw as command

EXAMPLE = Path(__file__).parents[2] / "docs/exempel/pool.json"


def run(capsys, *args: str) -> Any:
    call_command("draw", *args)
    return json.loads(capsys.readouterr().out)


def refused(capsys, *args: str) -> Any:
    with pytest.raises(SystemExit) as stopped:
        call_command("draw", *args)
    assert stopped.value.code == 1
    answer = capsys.readouterr()
    assert not answer.out
    return answer.err


def test_the_example_of_the_manual_gives_what_the_manual_says(capsys) -> None:
    answer = run(capsys, str(EXAMPLE), "--seed", "7")

    assert answer["lot_of_authority"] == {"Ekby": ["Öppenvård"], "Norrby": ["Stödboende"]}
    assert [row["key"] for row in answer["chosen"]] == ["1", "2", "4", "5"]


def test_the_quota_on_the_command_line_goes_first(capsys) -> None:
    assert len(run(capsys, str(EXAMPLE), "--seed", "7", "--quota", "1")["chosen"]) == 2


def test_the_same_bytes_come_out_in_every_locale_and_without_a_database(tmp_path) -> None:
    answers = set()
    for locale, home in (("C", "a"), ("sv_SE.ISO-8859-1", "b")):
        environment = os.environ | {
            "LC_ALL": locale,
            "PYTHONHASHSEED": str(len(home)),
            "PYTHONIOENCODING": "latin-1",
            "INSYN_VAR_DIR": str(tmp_path / home),
        }
        environment.pop("DATABASE_URL", None)
        answers.add(
            subprocess.run(
                [sys.executable, "-m", "django", "draw", str(EXAMPLE), "--seed", "7"],
                env=environment | {"DJANGO_SETTINGS_MODULE": "insyn.config.settings"},
                capture_output=True,
                check=True,
            ).stdout
        )

    assert len(answers) == 1
    assert "Åkerö".encode() in answers.pop()


def test_a_byte_order_mark_is_no_trouble(capsys, tmp_path) -> None:
    file = tmp_path / "pool.json"
    file.write_bytes(b"\xef\xbb\xbf" + EXAMPLE.read_bytes())

    assert run(capsys, str(file), "--seed", "7")["chosen"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b'{"candidates": [\n  {"name": }', "Rad 2, tecken 12"),
        (b'["\xe5"]', "byte 3"),
        (b"[" * 100_000, "djupa"),
        (b"[]", "saknar kandidater"),
        (b"9" * 5000, "stora tal"),
    ],
)
def test_a_file_that_cannot_be_read_says_where(capsys, tmp_path, content, sentence) -> None:
    file = tmp_path / "pool.json"
    file.write_bytes(content)

    assert sentence in refused(capsys, str(file), "--seed", "7")


def test_a_file_that_is_not_there_says_so(capsys, tmp_path) -> None:
    assert "öppna" in refused(capsys, str(tmp_path / "saknas.json"), "--seed", "7")


def test_a_file_that_is_too_large_says_so(capsys, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(command, "MAX_BYTES", 1 << 20)
    file = tmp_path / "pool.json"
    with file.open("wb") as opened:
        opened.truncate((1 << 20) + 1)

    assert "större än 1 MB" in refused(capsys, str(file), "--seed", "7")


def test_an_empty_seed_is_refused(capsys) -> None:
    assert "frö" in refused(capsys, str(EXAMPLE), "--seed", "")


def test_a_quota_below_one_is_refused(capsys) -> None:
    assert "minst 1" in refused(capsys, str(EXAMPLE), "--seed", "7", "--quota", "0")


def test_the_example_with_steps_gives_what_the_manual_says(capsys) -> None:
    answer = run(capsys, str(EXAMPLE.with_name("pool-steg.json")), "--seed", "7")

    assert [(row["key"], row["ground"]) for row in answer["chosen"][:2]] == [
        ("3", "top_risk"),
        ("1", "top_risk"),
    ]
    assert [row["ground"] for row in answer["chosen"][2:]] == ["control_share"]


def test_a_quota_on_the_command_line_limits_the_steps_too(capsys) -> None:
    example = EXAMPLE.with_name("pool-steg.json")
    answer = run(capsys, str(example), "--seed", "7", "--quota", "1")

    assert {row["authority"] for row in answer["chosen"]} == {"Ekby", "Norrby"}
    assert len(answer["chosen"]) == 2


def test_a_quota_larger_than_the_pool_is_refused(capsys) -> None:
    assert "99 är fler än kandidaterna" in refused(
        capsys, str(EXAMPLE), "--seed", "7", "--quota", "99"
    )


def test_a_frozen_record_is_drawn_again_even_when_its_quota_was_large(capsys, tmp_path) -> None:
    record = {"pool": {"quota": 9, "candidates": ["A", "B"]}, "result": {}, "seed": "7"}
    file = tmp_path / "record.json"
    file.write_text(json.dumps(record))

    assert len(run(capsys, str(file), "--seed", "7")["chosen"]) == 2
