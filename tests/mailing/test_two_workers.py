import threading
from importlib import import_module

import pytest
from django.apps import apps
from django.core import mail as sent
from django.db import connection

from insyn.mailing.models import OutgoingMail
from insyn.mailing.services import deliver_due
from tests.factories import OutgoingMailFactory

shipped_areas = import_module("insyn.registry.migrations.0003_shipped_service_areas")
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor == 'sqlite'",
        reason="SQLite lets one writer in at a time; three processes are tested in test_work",
    ),
]


@pytest.fixture(scope="module", autouse=True)
def _shipped_rows_again(django_db_setup, django_db_blocker):
    """Tests that commit empty every table behind them; the next ones want what is shipped."""
    yield
    with django_db_blocker.unblock():
        shipped_areas.ship(apps, None)


def test_four_workers_at_once_send_each_mail_once(ekby) -> None:
    OutgoingMailFactory.create_batch(60, authority=ekby)
    barrier = threading.Barrier(4)

    def work() -> None:
        barrier.wait()
        deliver_due()
        connection.close()

    workers = [threading.Thread(target=work) for _worker in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    ids = [message.extra_headers["Message-ID"] for message in sent.outbox]
    rows = OutgoingMail.objects.unscoped(reason="the tests look at every mail")
    assert len(ids) == len(set(ids)) == 60
    assert set(rows.values_list("state", flat=True)) == {"sent"}
