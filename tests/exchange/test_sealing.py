"""What was read of a workbook: only its reader takes it in, for what it was, and soon."""

from datetime import timedelta

import pytest

from insyn.exchange.rules import sealed as limits
from insyn.exchange.services import sealing
from insyn.exchange.services.sealing import LASTS, open_rows, seal_rows
from insyn.kernel.access import Access
from insyn.kernel.errors import Outdated, RuleViolation

READER, OTHER = Access(user_id=1, name="Anna"), Access(user_id=2, name="Bo")
ROWS = [[7, "Uppfyllt", None], [8, "å" * 40, True]]
SALT = "insyn.tests"


def seal(rows=ROWS, *, about: int = 3, salt: str = SALT) -> str:
    return seal_rows(READER, rows, about=about, salt=salt, too_much="För mycket text.")


def test_the_rows_come_back_as_they_were() -> None:
    assert open_rows(READER, seal(), about=3, salt=SALT) == ROWS


@pytest.mark.parametrize(
    ("reader", "about"), [(OTHER, 3), (READER, 4)], ids=["another", "another thing"]
)
def test_they_are_nobody_elses_and_for_nothing_else(reader: Access, about: int) -> None:
    with pytest.raises(Outdated, match="någon annan"):
        open_rows(reader, seal(), about=about, salt=SALT)


@pytest.mark.parametrize("said", ["", "x", seal(salt="insyn.other")])
def test_what_was_not_sealed_here_is_refused(said: str) -> None:
    with pytest.raises(Outdated, match="för gammalt"):
        open_rows(READER, said, about=3, salt=SALT)


def test_they_wait_no_longer_than_a_day(monkeypatch) -> None:
    said = seal()
    monkeypatch.setattr(sealing, "LASTS", timedelta(seconds=-1))

    with pytest.raises(Outdated, match="för gammalt"):
        open_rows(READER, said, about=3, salt=SALT)
    assert timedelta(days=1) == LASTS


def test_more_than_a_form_carries_is_refused_in_the_callers_words(monkeypatch) -> None:
    monkeypatch.setattr(sealing, "MOST_SEALED", 20)

    with pytest.raises(RuleViolation, match="För mycket text"):
        seal()
    assert limits.MOST_SEALED > 20
