"""A server of one's own with a running survey: it can be killed without disturbing anybody."""

import atexit
import email
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from email import policy
from functools import cache
from pathlib import Path
from typing import Any

from tests import ready

from e2e.waiting import free_port, wait_for

BIN = Path(sys.executable).parent
ROOT = Path(__file__).parent.parent


def _age(file: Path) -> int:
    return file.stat().st_mtime_ns


def _text_of(file: Path) -> str:
    body = email.message_from_bytes(file.read_bytes(), policy=policy.default).get_body(("plain",))
    assert body is not None
    return str(body.get_content())


@cache
def _empty() -> Path:
    """Return a folder with an installation that nobody has written in, made once a process."""
    folder = Path(tempfile.mkdtemp(prefix="insyn-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    env = ready.environment(ready.copy_of(ready.migrated(), folder))
    subprocess.run([ready.INSYN, "collectstatic", "--noinput", "-v", "0"], env=env, check=True)
    return folder


@dataclass
class SurveySite:
    """Where the survey is answered, and what the server has stored of it."""

    folder: Path
    filled_by: str = "e2e.survey_rows"
    port: int = field(default_factory=free_port)
    made: dict[str, Any] = field(default_factory=dict)
    server: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def section(self, number: int = 1) -> str:
        return f"{self.address}/utforare/enkat/{self.made['response']}/omrade/{number}/"

    def question(self, code: str) -> int:
        return int(self.made["questions"][code])

    def build(self) -> None:
        """Fill the folder with an installation and its survey."""
        shutil.copytree(_empty(), self.folder, dirs_exist_ok=True)
        told = subprocess.run(
            [sys.executable, "-m", self.filled_by],
            env=self.env, cwd=ROOT, check=True, capture_output=True, text=True,
        )  # fmt: skip
        self.made = json.loads(told.stdout.splitlines()[-1])

    def start(self) -> None:
        command = [
            *(str(BIN / "gunicorn"), "insyn.config.wsgi"),
            *("--bind", f"127.0.0.1:{self.port}", "--threads", "4", "--log-level", "critical"),
        ]
        self.server = subprocess.Popen(command, env=self.env, start_new_session=True)
        wait_for(self.address)

    def send_mail(self) -> None:
        """Send what waits in the queue of mail, as the worker does."""
        subprocess.run([BIN / "insyn", "work", "--once"], env=self.env, check=True,
                       capture_output=True)  # fmt: skip

    def letters_to(self, address: str) -> list[str]:
        """Return the text of each mail that has left to the address, the oldest first."""
        files = sorted((self.folder / "mail").glob(f"*-{address}*.eml"), key=_age)
        return [_text_of(file) for file in files]

    def kill(self) -> None:
        """Kill the server and its workers, as a power cut would."""
        if self.server is not None:
            os.killpg(self.server.pid, signal.SIGKILL)
            self.server.wait()
            self.server = None

    @property
    def env(self) -> dict[str, str]:
        return ready.environment(self.folder) | {"INSYN_BASE_ADDRESS": self.address}

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        base = sqlite3.connect(self.folder / "insyn.sqlite3", timeout=20)
        try:
            found = base.execute(sql, values).fetchall()
            base.commit()
        finally:
            base.close()
        return found

    def answers(self) -> dict[str, Any]:
        """Return what the server has stored, by the code of the question."""
        rows = self.rows("SELECT question_id, value FROM surveys_surveyanswer")
        codes = {pk: code for code, pk in self.made["questions"].items()}
        return {codes[pk]: None if value is None else json.loads(value) for pk, value in rows}

    def operations(self, outcome: str = "") -> int:
        """Return how many operations have been stored, with that outcome or all."""
        ((number,),) = self.rows(
            "SELECT count(*) FROM surveys_answeroperation WHERE outcome = ? OR ? = ''",
            outcome, outcome,
        )  # fmt: skip
        return int(number)

    def set_state(self, state: str) -> None:
        self.rows("UPDATE surveys_surveyresponse SET state = ?", state)

    def clean(self) -> None:
        """Let the survey be unanswered again: what can only be added to is opened meanwhile."""
        locks = self.rows(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
            " AND tbl_name IN ('surveys_answeroperation', 'surveys_submission')"
        )
        for name, _sql in locks:
            self.rows(f"DROP TRIGGER {name}")
        for table in ("surveyanswer_documents", "surveyanswer", "answeroperation", "submission"):
            self.rows(f"DELETE FROM surveys_{table}")  # noqa: S608  names of ours
        for _name, sql in locks:
            self.rows(sql)
        self.rows(
            "UPDATE surveys_surveyresponse SET state = 'invited', revision = 0,"
            " answered_count = 0, started_at = NULL, submitted_at = NULL"
        )
        self.rows("DELETE FROM axes_accessattempt")
