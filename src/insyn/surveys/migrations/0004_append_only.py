"""Let the database itself refuse to edit or remove what was answered and handed in.

Of a submission only ``counted_at`` changes: it says that the tallies hold it.
"""

from django.db import migrations

SAID = "what was answered is append-only"
OF_SUBMISSION = "id, response_id, number, key, answers, digest, submitted_at, submitted_by_id"
KEPT = (
    ("answer_operation_never_edited", "UPDATE", "surveys_answeroperation"),
    ("answer_operation_never_removed", "DELETE", "surveys_answeroperation"),
    ("submission_never_edited", f"UPDATE OF {OF_SUBMISSION}", "surveys_submission"),
    ("submission_never_removed", "DELETE", "surveys_submission"),
)
FUNCTION = (
    "CREATE FUNCTION survey_row_is_kept() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{SAID}'; END $$"
)


def forwards(apps, schema_editor):
    is_postgres = schema_editor.connection.vendor == "postgresql"
    act = (
        "FOR EACH ROW EXECUTE FUNCTION survey_row_is_kept()"
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
        schema_editor.execute("DROP FUNCTION IF EXISTS survey_row_is_kept")


class Migration(migrations.Migration):
    dependencies = [("surveys", "0003_feedback_letter")]
    operations = [migrations.RunPython(forwards, backwards)]
