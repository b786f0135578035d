import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection

from tests import ready


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setattr(ready, "FOLDER", tmp_path / "ready")
    return tmp_path / "ready"


def test_what_is_made_is_found_again_until_what_it_was_made_from_changes(folder: Path) -> None:
    made = []

    def make(place: Path) -> None:
        made.append(place)
        (place / "thing").write_text(str(len(made)))

    first, again, other = (ready._made("base", mark, make) for mark in ("a", "a", "b"))

    assert (first, len(made)) == (again, 2)
    assert (other / "thing").read_text() == "2"
    assert not first.exists()


def test_what_could_not_be_made_is_not_there(folder: Path) -> None:
    def make(place: Path) -> None:
        raise OSError("full")

    with pytest.raises(OSError, match="full"):
        ready._made("base", "a", make)

    assert not (folder / "base-a").exists()


def test_another_base_stands_in_its_place_and_goes_again(monkeypatch, tmp_path: Path) -> None:
    with closing(sqlite3.connect(":memory:")) as memory:
        monkeypatch.setattr(ready, "_kept", [memory])
        memory.execute("CREATE TABLE own (word)")
        with closing(sqlite3.connect(tmp_path / "base")) as other:
            other.execute("CREATE TABLE foreign_one (word)")

        with ready.instead(connection, tmp_path / "base"):
            assert tables(memory) == ["foreign_one"]
            memory.execute("INSERT INTO foreign_one VALUES ('written')")
            memory.commit()

        assert tables(memory) == ["own"]


def tables(base: sqlite3.Connection) -> list[str]:
    return [name for (name,) in base.execute("SELECT name FROM sqlite_master")]
