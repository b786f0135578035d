"""SQLite's own way to wait is to sleep and look again, so that some writers wait for seconds.

Here the writers take turns before they ask SQLite: first the threads of a process, then, by a
lock on a file beside the database, the processes. The turn decides only who asks first: that one
writes at a time is still SQLite's own doing. A turn that never comes is waited for no longer than
SQLite itself would wait, and a process that dies gives its turn back.
"""

import fcntl
import os
import threading
import time

from django.db.backends.sqlite3 import base

LONGEST_WAIT = 20.0
"""Seconds; as the busy time-out in the settings."""
LOOK_AGAIN = 0.002
"""Seconds between two looks at what the other processes do."""

_turn = threading.Lock()


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection whose transactions begin in the order that they were asked for."""

    has_turn = False
    turn_file: int | None = None

    def _start_transaction_under_autocommit(self) -> None:
        self._take_turn()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # not in the stubs
        except BaseException:
            self._give_turn()
            raise

    def _commit(self) -> None:
        try:
            super()._commit()  # type: ignore[misc]  # not in the stubs
        finally:
            self._give_turn()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]  # not in the stubs
        finally:
            self._give_turn()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]  # not in the stubs
        finally:
            self._give_turn()

    def _take_turn(self) -> None:
        if self.is_in_memory_db():
            return
        end = time.monotonic() + LONGEST_WAIT
        self.has_turn = _turn.acquire(timeout=LONGEST_WAIT)
        flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC
        self.turn_file = os.open(f"{self.settings_dict['NAME']}.turn", flags, 0o600)
        while not _locked(self.turn_file) and time.monotonic() < end:
            time.sleep(LOOK_AGAIN)

    def _give_turn(self) -> None:
        if self.turn_file is not None:
            os.close(self.turn_file)
            self.turn_file = None
        if self.has_turn:
            self.has_turn = False
            _turn.release()


def _locked(file: int) -> bool:
    """Take the lock on the file if it is free; it is given back when the file is closed."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
