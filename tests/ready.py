"""What takes minutes to make: made once for a run of the tests, and copied by whoever needs it.

``python -m tests.ready`` makes all of it, beside other work; what a test finds missing is made
there and then. It stands in ``.pytest_cache``, each thing under a mark of what it was made from.
"""

import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import date
from functools import cache
from pathlib import Path

from django.db.backends.base.base import BaseDatabaseWrapper

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / ".pytest_cache" / "ready"
INSYN = Path(sys.executable).parent / "insyn"
TODAY = date(2026, 11, 22)
"""The day on which the town of :func:`town` is built."""
BASE = "insyn.sqlite3"


def environment(folder: Path) -> dict[str, str]:
    """Return what a process of its own needs to have its installation in the folder."""
    kept = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    return kept | {
        "INSYN_VAR_DIR": str(folder),
        "PYTHONWARNINGS": "ignore",
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        "DJANGO_SETTINGS_MODULE": "insyn.config.settings",
    }


def migrated() -> Path:
    """Return a folder with an empty installation: ``insyn.sqlite3`` with all migrations done."""

    def make(folder: Path) -> None:
        _run(folder, str(INSYN), "migrate", "-v", "0")
        with closing(sqlite3.connect(folder / BASE)) as base:
            base.execute("PRAGMA journal_mode=DELETE")  # a copy in memory knows no other

    return _made("migrated", _mark(_migrations()), make)


def town() -> Path:
    """Return a folder with the demonstration's town on ``TODAY``, and ``town.pickle`` beside it."""

    def make(folder: Path) -> None:
        shutil.copy(migrated() / BASE, folder)
        _run(folder, sys.executable, "-m", "tests.examples.building")
        with closing(sqlite3.connect(folder / BASE)) as base:
            base.execute("PRAGMA journal_mode=DELETE")

    return _made("town", _mark((*_sources(), ROOT / "tests/examples/building.py")), make)


def demonstration() -> Path:
    """Return a folder with what ``insyn demo`` builds today; copy it before it is written in."""
    mark = f"{time.strftime('%Y-%m-%d')}-{_mark(_sources())}"
    return _made("demonstration", mark, lambda folder: _run(folder, INSYN, "demo"))


def copy_of(made: Path, folder: Path) -> Path:
    """Return the folder, with all that was made in it."""
    shutil.copytree(made, folder, dirs_exist_ok=True)
    return folder


_kept: list[sqlite3.Connection] = []
"""Open connections: a base in memory lives as long as somebody has one."""


def prepare(connection: BaseDatabaseWrapper) -> None:
    """Let the test base begin as a copy of the migrated one: then no migration is left to do."""
    if connection.vendor == "postgresql":
        connection.settings_dict["TEST"]["TEMPLATE"] = _migrated_on_server(connection)
    else:
        with closing(sqlite3.connect(migrated() / BASE)) as source:
            source.backup(_memory(connection))


@contextmanager
def instead(connection: BaseDatabaseWrapper, base: Path) -> Iterator[None]:
    """Let the test base in memory be as the file says, for as long as it lasts."""
    memory = _memory(connection)
    with closing(sqlite3.connect(":memory:")) as before, closing(sqlite3.connect(base)) as source:
        memory.backup(before)
        source.backup(memory)
        try:
            yield
        finally:
            before.backup(memory)


def _memory(connection: BaseDatabaseWrapper) -> sqlite3.Connection:
    if not _kept:
        name = connection.creation._get_test_db_name()  # type: ignore[attr-defined]
        _kept.append(sqlite3.connect(name, uri=True))
    return _kept[0]


def _migrated_on_server(connection: BaseDatabaseWrapper) -> str:
    """Return the name of a base on the server that has all migrations done."""
    name = f"insyn_ready_{_mark(_migrations())}"
    given = connection.settings_dict
    address = f"postgresql://{given['USER']}:{given['PASSWORD']}@{given['HOST']}:{given['PORT']}"
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "server.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with connection._nodb_cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            if cursor.fetchone() is None:
                cursor.execute(f"DROP DATABASE IF EXISTS {name}_begun")
                cursor.execute(f"CREATE DATABASE {name}_begun")
                with tempfile.TemporaryDirectory() as folder:
                    env = environment(Path(folder)) | {"DATABASE_URL": f"{address}/{name}_begun"}
                    subprocess.run([INSYN, "migrate", "-v", "0"], env=env, cwd=ROOT, check=True)
                cursor.execute(f"ALTER DATABASE {name}_begun RENAME TO {name}")
    return name


def _made(name: str, mark: str, make: Callable[[Path], None]) -> Path:
    """Return the folder of that name and mark; the first to ask makes it, the others wait."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    place = FOLDER / f"{name}-{mark}"
    with (FOLDER / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not place.exists():
            for old in FOLDER.glob(f"{name}-*"):
                shutil.rmtree(old)
            begun = Path(tempfile.mkdtemp(prefix=f"{name}-begun-", dir=FOLDER))
            make(begun)
            begun.rename(place)
    return place


def _run(folder: Path, *command: str | Path) -> None:
    done = subprocess.run(
        command, env=environment(folder), cwd=ROOT, check=False, capture_output=True, text=True
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(map(str, command))}: {done.stderr}")


@cache
def _migrations() -> tuple[Path, ...]:
    return tuple(sorted((ROOT / "src/insyn").glob("*/migrations/*.py")))


@cache
def _sources() -> tuple[Path, ...]:
    found = (ROOT / "src/insyn").rglob("*")
    made = {".pyc", ".mo"}
    return tuple(sorted(path for path in found if path.is_file() and path.suffix not in made))


@cache
def _mark(files: tuple[Path, ...]) -> str:
    """Return a mark of what the files say, and of which libraries read them."""
    mark = hashlib.sha256()
    for path in (*files, ROOT / "requirements/app.txt"):
        mark.update(str(path.relative_to(ROOT)).encode())
        mark.update(path.read_bytes())
    return mark.hexdigest()[:16]


if __name__ == "__main__":
    with ThreadPoolExecutor() as both:
        for made in [both.submit(make) for make in (demonstration, town)]:
            made.result()
