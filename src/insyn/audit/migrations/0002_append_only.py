"""Let the database itself refuse to edit or remove what the trail says."""

from django.db import migrations

SQLITE = (
    "CREATE TRIGGER audit_event_never_edited BEFORE UPDATE ON audit_auditevent "
    "BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END",
    "CREATE TRIGGER audit_event_never_removed BEFORE DELETE ON audit_auditevent "
    "BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END",
)
SQLITE_BACK = (
    "DROP TRIGGER IF EXISTS audit_event_never_edited",
    "DROP TRIGGER IF EXISTS audit_event_never_removed",
)
POSTGRES = (
    "CREATE FUNCTION audit_event_is_kept() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'the trail is append-only'; END $$",
    "CREATE TRIGGER audit_event_is_kept BEFORE UPDATE OR DELETE ON audit_auditevent "
    "FOR EACH ROW EXECUTE FUNCTION audit_event_is_kept()",
)
POSTGRES_BACK = (
    "DROP TRIGGER IF EXISTS audit_event_is_kept ON audit_auditevent",
    "DROP FUNCTION IF EXISTS audit_event_is_kept",
)


def _run(schema_editor, sqlite, postgres):
    for statement in postgres if schema_editor.connection.vendor == "postgresql" else sqlite:
        schema_editor.execute(statement)


def forwards(apps, schema_editor):
    _run(schema_editor, SQLITE, POSTGRES)


def backwards(apps, schema_editor):
    _run(schema_editor, SQLITE_BACK, POSTGRES_BACK)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
