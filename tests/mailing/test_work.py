"""The worker as it runs: processes of their own, a database file and a mail server that hangs."""

import datetime
import io
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from email import message_from_bytes

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.db.backends.sqlite3._functions import register  # type: ignore[import-untyped]
from django.utils.module_loading import import_string

from insyn.config import tasks
from insyn.mailing.management.commands import work
from insyn.mailing.services import Delivery
from insyn.platform import clock
from tests.factories import OutgoingMailFactory

pytestmark = pytest.mark.django_db
on_sqlite = pytest.mark.skipif(
    "connection.vendor != 'sqlite'", reason="copies the database file of the tests"
)
MAILS = 30


@pytest.fixture
def own_place(tmp_path, ekby):
    """Return the environment of processes that work on a copy of the tests' database."""
    OutgoingMailFactory.create_batch(MAILS, authority=ekby)
    file = tmp_path / "insyn.sqlite3"
    with closing(sqlite3.connect(file)) as copy:
        register(copy)  # the constraints of the tables call functions of Django
        copy.executescript("\n".join(connection.connection.iterdump()))
    return os.environ | {
        "INSYN_VAR_DIR": str(tmp_path),
        "INSYN_SQLITE_FILE": str(file),
        "INSYN_MAIL_OUT": "file",
        "INSYN_SECRET_KEY": "only-for-tests",
        "DJANGO_SETTINGS_MODULE": "insyn.config.settings",
    }


def start(env, *words: str) -> subprocess.Popen[str]:
    code = "from insyn.config.cli import main; main()"
    return subprocess.Popen(
        [sys.executable, "-c", code, "work", *words],
        env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip


def states(env) -> list[str]:
    with closing(sqlite3.connect(env["INSYN_SQLITE_FILE"])) as file:
        rows = file.execute("select state from mailing_outgoingmail").fetchall()
    return [state for (state,) in rows]


def letters(tmp_path) -> list[bytes]:
    return [file.read_bytes() for file in (tmp_path / "mail").glob("*.eml")]


@on_sqlite
@pytest.mark.slow
def test_three_workers_at_once_send_each_mail_once(own_place, tmp_path) -> None:
    workers = [start(own_place, "--once") for _worker in range(3)]
    said = "".join(worker.communicate(timeout=120)[0] for worker in workers)

    ids = [message_from_bytes(raw)["Message-ID"] for raw in letters(tmp_path)]
    assert [worker.returncode for worker in workers] == [0, 0, 0], said
    assert len(ids) == len(set(ids)) == MAILS
    assert set(states(own_place)) == {"sent"}
    assert said.count(": skickat") == MAILS


class HangingServer:
    """A mail server that takes a whole mail and then says nothing."""

    def __init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.has_mail, self.is_over = threading.Event(), threading.Event()
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def end(self) -> None:
        self.is_over.set()
        self.thread.join(timeout=10)
        self.socket.close()

    def _serve(self) -> None:
        line, _address = self.socket.accept()
        with line, line.makefile("rwb", buffering=0) as talk:
            talk.write(b"220 post.se\r\n")
            for said in talk:
                if said.upper().startswith(b"DATA"):
                    talk.write(b"354 go on\r\n")
                elif said == b".\r\n":
                    self.has_mail.set()
                    self.is_over.wait()
                    return
                elif said.upper().startswith((b"EHLO", b"MAIL", b"RCPT", b"NOOP")):
                    talk.write(b"250 ok\r\n")


@pytest.fixture
def server():
    server = HangingServer()
    yield server
    server.end()


@on_sqlite
@pytest.mark.slow
def test_a_worker_killed_while_sending_leaves_one_mail_unsure_and_sends_it_never_again(
    own_place, tmp_path, server
) -> None:
    smtp = {
        "INSYN_MAIL_OUT": "smtp", "INSYN_SMTP_HOST": "127.0.0.1", "INSYN_SMTP_TLS": "none",
        "INSYN_SMTP_PORT": str(server.port),
    }  # fmt: skip
    worker = start(own_place | smtp)
    assert server.has_mail.wait(timeout=60)
    worker.kill()
    worker.communicate(timeout=30)
    assert sorted(set(states(own_place))) == ["queued", "sending"]

    with closing(sqlite3.connect(own_place["INSYN_SQLITE_FILE"])) as file, file:
        file.execute("update mailing_outgoingmail set claimed_at = '2026-03-02 09:00:00'"
                     " where state = 'sending'")  # fmt: skip
    start(own_place, "--once").communicate(timeout=120)
    assert states(own_place).count("unsure") == 1
    assert len(letters(tmp_path)) == states(own_place).count("sent") == MAILS - 1


@on_sqlite
@pytest.mark.slow
def test_the_worker_stops_cleanly_when_told(own_place) -> None:
    worker = start(own_place)
    assert worker.stdout is not None
    while ": skickat" not in worker.stdout.readline():
        assert worker.poll() is None
    worker.send_signal(signal.SIGTERM)
    said, _nothing = worker.communicate(timeout=60)

    assert worker.returncode == 0
    assert said.endswith("Stoppad.\n")
    assert "sending" not in states(own_place)


def test_production_does_not_send_before_it_is_told_how(settings) -> None:
    settings.MAIL_MISSING = ["INSYN_SMTP_HOST", "INSYN_MAIL_FROM"]

    with pytest.raises(CommandError, match="INSYN_SMTP_HOST, INSYN_MAIL_FROM"):
        call_command("work", "--once")


def test_production_sends_no_link_in_the_clear(settings) -> None:
    settings.PRODUCTION, settings.BASE_ADDRESS = True, "http://insyn.ekby.se"

    with pytest.raises(CommandError, match="https"):
        call_command("work", "--once")


def test_production_without_a_mail_server_is_refused_by_its_settings() -> None:
    code = "from django.conf import settings; print(settings.MAIL_MISSING)"
    env = {
        "INSYN_PRODUCTION": "1", "INSYN_SECRET_KEY": "x", "DATABASE_URL": "postgres://x/x",
        "DJANGO_SETTINGS_MODULE": "insyn.config.settings",
    }  # fmt: skip
    said = subprocess.run(
        [sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True
    )

    assert "INSYN_SMTP_HOST" in said.stdout
    assert "INSYN_BASE_ADDRESS" in said.stdout


class Tasks:
    """Tasks of the day, and what they were called with."""

    days: list[datetime.date] = []


def remember(today: datetime.date) -> str:
    Tasks.days.append(today)
    return "gjord"


def break_down(today: datetime.date) -> str:
    raise ValueError("trasig")


DAILY = (break_down, remember)
NOTHING = ()


def test_a_task_that_breaks_stops_neither_the_others_nor_the_mail(settings, ekby) -> None:
    settings.DAILY_TASKS = "tests.mailing.test_work.DAILY"
    settings.OFTEN_TASKS = "tests.mailing.test_work.NOTHING"
    OutgoingMailFactory.create(authority=ekby)
    Tasks.days.clear()
    out = io.StringIO()
    call_command("work", "--once", stdout=out)

    assert len(Tasks.days) == 1
    for said in (
        "inbjudan: skickat",
        "Uppgiften break_down gick inte: ValueError: trasig",
        "remember: gjord",
    ):
        assert said in out.getvalue()


@pytest.mark.parametrize(("result", "is_told"), [(0, False), (3, True)])
def test_what_is_done_each_minute_is_told_when_there_was_something(result, is_told) -> None:
    def count_in(today: datetime.date) -> object:
        return result

    beside = work._Beside(daily=(), often=(count_in,))
    with clock.pretend(datetime.date(2026, 3, 2)):
        beside.begin(is_any_hour=False)
        beside.begin(is_any_hour=False)

    assert beside.finish() == (["Uppgiften count_in: 3"] if is_told else [])


def test_new_answers_are_counted_in_each_minute(settings) -> None:
    assert import_string(settings.OFTEN_TASKS) == (tasks.fold,)


def test_a_database_that_is_away_for_a_while_stops_nothing(monkeypatch, settings) -> None:
    settings.OFTEN_TASKS = "tests.mailing.test_work.NOTHING"
    asked: list[str] = []

    def deliver() -> Delivery:
        asked.append("ja")
        if len(asked) == 1:
            raise OperationalError("borta")
        os.kill(os.getpid(), signal.SIGTERM)
        return Delivery()

    monkeypatch.setattr(work, "deliver_due", deliver)
    monkeypatch.setattr(work, "PAUSE_WITHOUT_DATABASE", 0.01)
    monkeypatch.setattr(work, "EARLIEST", 25)
    monkeypatch.setattr("django.db.connections.close_all", lambda: None)
    monkeypatch.setattr(work, "close_old_connections", lambda: None)
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    out = io.StringIO()
    try:
        call_command("work", stdout=out)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)

    assert len(asked) == 2
    assert "Databasen svarar inte" in out.getvalue()
    assert "Stoppad." in out.getvalue()
