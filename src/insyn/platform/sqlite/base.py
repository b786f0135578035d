"""SQLite's own way to wait is to sleep and look again, so that some writers wait for seconds.

Here the threads of a process take turns before they ask SQLite. The turn decides only who asks
first: that one writes at a time is still SQLite's own doing, and a turn that never ends is waited
for no longer than SQLite itself would wait.
"""

import threading

from django.db.backends.sqlite3 import base

LONGEST_WAIT = 20.0
"""Seconds; as the busy time-out in the settings."""

_turn = threading.Lock()


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection whose transactions begin in the order that they were asked for."""

    has_turn = False

    def _start_transaction_under_autocommit(self) -> None:
        self.has_turn = _turn.acquire(timeout=LONGEST_WAIT)
        try:
            super()._start_transaction_under_autocommit()
        except BaseException:
            self._give_turn()
            raise

    def _commit(self) -> None:
        try:
            super()._commit()
        finally:
            self._give_turn()

    def _rollback(self) -> None:
        try:
            super()._rollback()
        finally:
            self._give_turn()

    def _close(self) -> None:
        try:
            super()._close()
        finally:
            self._give_turn()

    def _give_turn(self) -> None:
        if self.has_turn:
            self.has_turn = False
            _turn.release()
