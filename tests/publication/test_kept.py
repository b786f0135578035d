"""What is published is never changed, not even past the services."""

import re

import pytest
from django.db import DatabaseError, connection, transaction

from insyn.publication import services
from insyn.publication.models import Publication, Snapshot
from insyn.publication.rules import PublicationState
from tests.publication.conftest import WHY, fresh, move

pytestmark = pytest.mark.django_db
SAID = "never changed"
EDITED = (
    "UPDATE publication_snapshot SET name = 'x'",
    "UPDATE publication_snapshot SET content = '{}'",
    "DELETE FROM publication_snapshot",
    "UPDATE publication_publication SET title = 'x'",
    "UPDATE publication_publication SET fingerprint = 'x'",
    "UPDATE publication_publication SET published_at = NULL",
    "UPDATE publication_publication SET summary = '[1]'",
)


def refused(act) -> None:
    with pytest.raises(DatabaseError, match=SAID), transaction.atomic():
        act()


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize("sql", EDITED)
def test_the_database_itself_keeps_a_published_edition(out, sql: str) -> None:
    refused(lambda: run(sql))


def test_no_line_is_put_in_or_moved_to_a_published_edition(out, access, ekby, draft) -> None:
    line = Snapshot.objects.unscoped(reason=WHY).filter(publication=out)[0]
    other = move(services.correct_publication, access, out)
    moved = Snapshot.objects.unscoped(reason=WHY).filter(publication=other)[0]
    moved.publication, moved.provider_key = out, 999
    line.pk, line.provider_key = None, 998

    refused(moved.save)
    refused(line.save)


def test_an_edition_cannot_be_taken_away_with_its_lines(out) -> None:
    refused(Publication.objects.unscoped(reason=WHY).filter(pk=out.pk).delete)


def test_it_is_withdrawn_and_stays_as_it_was(out, chief) -> None:
    before = fresh(out).fingerprint

    move(services.withdraw_publication, chief, out, reason="Fel.", reason_en="Wrong.")

    row = fresh(out)
    assert (row.state, row.fingerprint) == (PublicationState.WITHDRAWN, before)
    refused(lambda: run("DELETE FROM publication_snapshot"))


def test_a_draft_is_gathered_anew_as_before(access, draft) -> None:
    move(services.gather, access, draft)

    assert fresh(draft).lines.unscoped(reason=WHY).count() == 1


def test_the_lines_stay_when_the_edition_is_replaced(access, chief, out, followup) -> None:
    new = move(services.correct_publication, access, out)
    row = fresh(new)
    row.change_note, row.change_note_en = "Rättad.", "Corrected."
    row.save()
    move(services.propose_publication, access, row)
    move(services.approve_publication, chief, row)
    move(services.publish_publication, access, row)

    assert fresh(out).state == PublicationState.REPLACED
    refused(lambda: run("DELETE FROM publication_snapshot"))


def test_the_migration_names_every_told_column() -> None:
    """A new column of what is told must be kept too: add it to the trigger."""
    free = {
        "id", "state", "version", "prepared_by_id", "proposed_by_id", "proposed_on",
        "withdrawn_on", "withdrawn_reason", "withdrawn_reason_en",
    }  # fmt: skip
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT sql FROM sqlite_master WHERE name = 'publication_never_edited'")
        else:
            cursor.execute(
                "SELECT pg_get_triggerdef(oid) FROM pg_trigger "
                "WHERE tgname = 'publication_never_edited'"
            )
        said = cursor.fetchone()[0].lower()
    columns = {field.column for field in Publication._meta.concrete_fields}
    kept = set(re.findall(r"\bnew\.(\w+)", said))
    assert columns - free <= kept
