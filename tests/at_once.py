"""Letting several do something at the same time, each on a connection of their own."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from insyn.kernel.errors import RuleViolation

shipped_areas = import_module("insyn.registry.migrations.0003_shipped_service_areas")

marks = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor == 'sqlite'",
        reason="SQLite lets one writer in at a time; what is sent twice is tested beside",
    ),
]


@pytest.fixture(scope="module", autouse=True)
def shipped_rows_again(django_db_setup, django_db_blocker) -> Iterator[None]:
    """Tests that commit empty every table behind them; the next ones want what is shipped."""
    yield
    with django_db_blocker.unblock():
        shipped_areas.ship(apps, None)


def in_a_thread_each(acts: Sequence[Callable[[], object]]) -> Counter[str]:
    """Run the acts at once and return how many were done and how many were told no."""
    outcomes: list[str] = []
    barrier = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> None:
        barrier.wait()
        try:
            act()
            outcomes.append("done")
        except RuleViolation:
            outcomes.append("told")
        except Exception as error:
            outcomes.append(f"{type(error).__name__}: {error}")
            raise
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Counter(outcomes)
