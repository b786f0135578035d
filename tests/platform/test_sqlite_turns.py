import threading
import time

import pytest
from django.db import OperationalError, connections

from insyn.platform.sqlite import base
from insyn.platform.sqlite.base import DatabaseWrapper

pytestmark = pytest.mark.django_db
SETTINGS: dict[str, object] = {
    "ATOMIC_REQUESTS": False,
    "AUTOCOMMIT": True,
    "CONN_HEALTH_CHECKS": False,
    "CONN_MAX_AGE": 0,
    "TEST": {},
    "TIME_ZONE": None,
}


@pytest.fixture
def opened(tmp_path):
    """Open a connection to a file of one's own, as each thread has it."""
    made: list[DatabaseWrapper] = []

    def one(timeout: float = 20) -> DatabaseWrapper:
        options = {"transaction_mode": "IMMEDIATE", "timeout": timeout}
        name = {"NAME": tmp_path / "turns.sqlite3", "OPTIONS": options, "ENGINE": "insyn"}
        wrapper = DatabaseWrapper({**SETTINGS, **name})
        wrapper.inc_thread_sharing()
        made.append(wrapper)
        return wrapper

    with one().cursor() as cursor:
        cursor.execute("CREATE TABLE line (who integer)")
    yield one
    for wrapper in made:
        wrapper.close()


def begin(wrapper: DatabaseWrapper) -> None:
    wrapper.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)


def write(wrapper: DatabaseWrapper, who: int) -> None:
    begin(wrapper)
    with wrapper.cursor() as cursor:
        cursor.execute("INSERT INTO line VALUES (%s)", [who])
    time.sleep(0.005)
    wrapper.commit()
    wrapper.set_autocommit(True)


@pytest.mark.skipif(
    "connections['default'].vendor != 'sqlite'", reason="PostgreSQL has writers side by side"
)
def test_the_embedded_database_is_the_one_with_turns() -> None:
    assert isinstance(connections["default"], DatabaseWrapper)


@pytest.mark.parametrize("end", ["commit", "rollback", "close"])
def test_a_turn_is_given_back_however_the_transaction_ends(opened, end) -> None:
    wrapper = opened()
    begin(wrapper)
    assert base._turn.locked()

    getattr(wrapper, end)()

    assert not base._turn.locked()
    write(opened(), 1)


def test_a_transaction_that_cannot_begin_gives_its_turn_back(opened) -> None:
    first, second = opened(), opened(timeout=0.01)
    first.cursor().execute("BEGIN IMMEDIATE")  # past the line, as another program would

    with pytest.raises(OperationalError, match="locked"):
        begin(second)

    assert not base._turn.locked()
    first.cursor().execute("ROLLBACK")


def test_another_process_that_keeps_the_turn_is_not_waited_for_for_ever(
    opened, monkeypatch, tmp_path
) -> None:
    monkeypatch.setattr(base, "LONGEST_WAIT", 0.05)
    with (tmp_path / "turns.sqlite3.turn").open("w") as held:
        assert base._locked(held.fileno())

        write(opened(), 1)

    assert not base._turn.locked()


def test_writers_stand_in_line_and_all_come_through(opened) -> None:
    waited: list[float] = []

    def work(who: int) -> None:
        wrapper = opened()
        for _ in range(10):
            start = time.monotonic()
            write(wrapper, who)
            waited.append(time.monotonic() - start)

    threads = [threading.Thread(target=work, args=(who,)) for who in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with opened().cursor() as cursor:
        cursor.execute("SELECT who, count(*) FROM line GROUP BY who")
        assert dict(cursor.fetchall()) == dict.fromkeys(range(8), 10)
    assert len(waited) == 80
