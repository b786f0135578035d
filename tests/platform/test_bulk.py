import gc
import json

import pytest
from django.db import transaction

from insyn.platform import bulk
from insyn.platform.memory import no_cycles
from insyn.risk.models import Candidate, Selection
from tests.factories import AgreementFactory, ContractFactory

pytestmark = pytest.mark.django_db

COLUMNS = (
    "selection_id", "contract_id", "listed_as", "is_used", "is_wished", "facts", "is_chosen",
    "ground", "reason", "lot_id",
)  # fmt: skip
ODD = "Tabb\t, rad\n, \\N och ”Åäö” \\"


@pytest.fixture
def selection() -> Selection:
    agreement = AgreementFactory.create()
    return Selection.objects.create(
        authority=agreement.authority, agreement=agreement, title="Urval", year=2026, quota=1
    )


def put(selection: Selection, many: int, **facts: object) -> list[Candidate]:
    contracts = [ContractFactory.create(agreement=selection.agreement) for _ in range(many)]
    rows = (
        (selection.pk, row.pk, ODD, True, False, facts, False, "", "", None) for row in contracts
    )
    bulk.insert(Candidate, COLUMNS, rows)
    return stored(selection)


def stored(selection: Selection) -> list[Candidate]:
    rows = Candidate.objects.unscoped(reason="a test reads its own rows")
    return list(rows.filter(selection=selection).order_by("pk"))


def test_rows_are_stored_as_they_are_told(selection) -> None:
    (row,) = put(selection, 1, name=ODD, score=720)

    assert (row.listed_as, row.is_used, row.lot_id) == (ODD, True, None)
    assert row.facts == {"name": ODD, "score": 720}


def test_more_rows_than_a_batch_are_all_stored(selection, monkeypatch) -> None:
    monkeypatch.setattr(bulk, "AT_A_TIME", 2)

    assert len(put(selection, 5)) == 5


def test_only_the_told_columns_of_the_told_rows_change(selection) -> None:
    first, second = put(selection, 2)

    bulk.rewrite(Candidate, ("id", "reason", "facts"), [(second.pk, ODD, {"score": 1})])

    assert [(row.reason, row.facts, row.listed_as) for row in stored(selection)] == [
        ("", {}, ODD),
        (ODD, {"score": 1}, ODD),
    ]
    assert first.pk < second.pk


def test_rows_can_be_changed_twice_in_one_transaction(selection) -> None:
    (row,) = put(selection, 1)

    with transaction.atomic():
        bulk.rewrite(Candidate, ("id", "reason"), [(row.pk, "Ett.")])
        bulk.rewrite(Candidate, ("id", "reason"), [(row.pk, "Två.")])

    assert stored(selection)[0].reason == "Två."


def test_nothing_to_change_changes_nothing(selection) -> None:
    put(selection, 1)

    bulk.rewrite(Candidate, ("id", "reason"), [])

    assert stored(selection)[0].reason == ""


def test_a_long_value_is_stored_from_its_pieces(selection) -> None:
    value = {"reason": ODD, "rows": [{"name": "Ånäs"}, {"name": ODD}]}
    text = json.dumps(value, ensure_ascii=False, indent=1)

    bulk.write_json(selection, "record", [text[:9], text[9:]])

    selection.refresh_from_db()
    assert selection.record == value


def test_cycles_are_searched_for_again_afterwards() -> None:
    with no_cycles():
        assert not gc.isenabled()

    assert gc.isenabled()


def test_cycles_are_searched_for_again_after_a_fault() -> None:
    with pytest.raises(ZeroDivisionError), no_cycles():
        1 / 0  # noqa: B018  the fault

    assert gc.isenabled()


def test_a_search_that_was_off_stays_off() -> None:
    with no_cycles():
        with no_cycles():
            pass
        assert not gc.isenabled()
