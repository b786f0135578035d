"""Let the database itself refuse to edit or remove what was done on a visit."""

from django.db import migrations

SAID = "what was done on a visit is append-only"
KEPT = (
    ("visit_operation_never_edited", "UPDATE", "visits_visitoperation"),
    ("visit_operation_never_removed", "DELETE", "visits_visitoperation"),
)
FUNCTION = (
    "CREATE FUNCTION visit_row_is_kept() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{SAID}'; END $$"
)


def forwards(apps, schema_editor):
    is_postgres = schema_editor.connection.vendor == "postgresql"
    act = (
        "FOR EACH ROW EXECUTE FUNCTION visit_row_is_kept()"
        if is_postgres
        else f"BEGIN SELECT RAISE(ABORT, '{SAID}'); END"
    )
    if is_postgres:
        schema_editor.execute(FUNCTION)
    for name, event, table in KEPT:
        schema_editor.execute(f"CREATE TRIGGER {name} BEFORE {event} ON {table} {act}")


def backwards(apps, schema_editor):
    is_postgres = schema_editor.connection.vendor == "postgresql"
    for name, _event, table in KEPT:
        on = f" ON {table}" if is_postgres else ""
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")
    if is_postgres:
        schema_editor.execute("DROP FUNCTION IF EXISTS visit_row_is_kept")


class Migration(migrations.Migration):
    dependencies = [("visits", "0003_state_of_visits")]
    operations = [migrations.RunPython(forwards, backwards)]
