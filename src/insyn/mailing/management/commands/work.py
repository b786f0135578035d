"""Send mail and do what is done each minute and once a day, until told to stop."""

import os
import signal
import threading
from argparse import ArgumentParser
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, InterfaceError, close_old_connections, connections
from django.utils import timezone
from django.utils.module_loading import import_string

from insyn.mailing.rules import MailState
from insyn.mailing.services import Delivered, deliver_due
from insyn.platform import clock

Task = Callable[[date], object]
PAUSE, PAUSE_WITHOUT_DATABASE = 2.0, 10.0
"""Seconds between the rounds."""
EARLIEST = 6
"""The hour from which the tasks of the day are done: nobody is reminded in the night."""
AWAY = (DatabaseError, InterfaceError)


class Command(BaseCommand):
    """``insyn work`` goes on until it is told to stop; ``--once`` does what is due and ends."""

    help = (
        "Skickar mejl ur kön varannan sekund, räknar in nya enkätsvar varje minut och påminner "
        "en gång om dagen. Stoppas med Ctrl+C eller SIGTERM och avslutar då det som pågår."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="gör det som väntar och sluta")
        parser.add_argument(
            "--beside-parent",
            action="store_true",
            help="sluta när processen som startade kommandot har slutat",
        )

    def handle(self, *, once: bool, beside_parent: bool, **options: Any) -> None:
        """Work in rounds until stopped; a database that is away for a while stops nothing."""
        del options
        _check_settings()
        self._beside = _Beside(
            daily=import_string(settings.DAILY_TASKS), often=import_string(settings.OFTEN_TASKS)
        )
        if once:
            self._round(is_any_hour=True)
            self._say(self._beside.finish())
            return
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_seen: stop.set())
        parent = os.getppid() if beside_parent else None
        self._say(["Arbetar. Stoppa med Ctrl+C."])
        while not stop.is_set() and parent in {None, os.getppid()}:
            stop.wait(self._try_round())
        self._say([*self._beside.finish(), "Stoppad."])

    def _try_round(self) -> float:
        """Work one round; return how many seconds to wait for the next."""
        close_old_connections()
        try:
            self._round(is_any_hour=False)
        except AWAY as error:
            connections.close_all()
            self._say([f"Databasen svarar inte, försöker igen: {type(error).__name__}"])
            return PAUSE_WITHOUT_DATABASE
        return PAUSE

    def _round(self, *, is_any_hour: bool) -> None:
        self._say(_line(one) for one in deliver_due().done)
        self._beside.begin(is_any_hour=is_any_hour)
        self._say(self._beside.ended())

    def _say(self, lines: "Sequence[str] | Any") -> None:
        for line in lines:
            self.stdout.write(f"{timezone.localtime(clock.now()):%Y-%m-%d %H:%M:%S} {line}")
        self.stdout.flush()


class _Beside:
    """Tasks in their turn beside the mail; one that breaks stops no other."""

    def __init__(self, *, daily: Sequence[Task], often: Sequence[Task]) -> None:
        self._daily, self._often = daily, often
        self._done_on: date | None = None
        self._done_at: datetime | None = None
        self._pool = ThreadPoolExecutor(max_workers=1)
        self._running: list[_Started] = []

    def begin(self, *, is_any_hour: bool) -> None:
        """Start what is due and not started: the day's tasks once a day, the others each minute."""
        now = timezone.localtime(clock.now())
        if now.date() != self._done_on and (is_any_hour or now.hour >= EARLIEST):
            self._done_on = now.date()
            self._start(self._daily, now.date(), is_daily=True)
        minute = now.replace(second=0, microsecond=0)
        if minute != self._done_at and all(one.is_daily for one in self._running):
            self._done_at = minute
            self._start(self._often, now.date(), is_daily=False)

    def _start(self, tasks: Sequence[Task], today: date, *, is_daily: bool) -> None:
        for task in tasks:
            future = self._pool.submit(_with_own_connection, task, today)
            self._running.append(_Started(task.__name__, future, is_daily))

    def ended(self) -> list[str]:
        """Return one line for each task that has ended since the last time with something told."""
        done = [one for one in self._running if one.future.done()]
        self._running = [one for one in self._running if one not in done]
        return [line for one in done if (line := one.told())]

    def finish(self) -> list[str]:
        """Wait for the tasks that are running; return their lines."""
        self._pool.shutdown(wait=True)
        return self.ended()


@dataclass(frozen=True, slots=True)
class _Started:
    name: str
    future: "Future[object]"
    is_daily: bool

    def told(self) -> str:
        """Return what came of it; nothing when a task of each minute had nothing to do."""
        error = self.future.exception()
        if error is not None:
            return f"Uppgiften {self.name} gick inte: {type(error).__name__}: {error}"
        result = self.future.result()
        return f"Uppgiften {self.name}: {result}" if self.is_daily or result else ""


def _with_own_connection(task: Task, today: date) -> object:
    try:
        return task(today)
    finally:
        connections.close_all()


def _line(one: Delivered) -> str:
    said = f" ({one.problem})" if one.problem else ""
    verb = "försöks igen senare" if one.state == MailState.QUEUED else one.state.label.lower()
    return f"Utskick {one.pk}, {one.kind.label.lower()}: {verb}{said}"


def _check_settings() -> None:
    """Refuse to send from an installation that does not say how.

    Raises:
        CommandError: names what is missing.
    """
    if settings.MAIL_MISSING:
        names = ", ".join(settings.MAIL_MISSING)
        raise CommandError(
            f"Inget skickas, för det saknas inställningar: {names}. Ange e-postservern "
            "(INSYN_SMTP_HOST), avsändaren (INSYN_MAIL_FROM) och adressen som länkarna i mejlen "
            "ska börja med (INSYN_BASE_ADDRESS, med https)."
        )
    if settings.PRODUCTION and not settings.BASE_ADDRESS.startswith("https://"):
        raise CommandError("INSYN_BASE_ADDRESS ska börja med https:// i en installation i drift.")
