"""Keep who has had a hand in an edition, and let the database keep what is published.

Once an edition has been published, its lines are never added to, changed or removed, and neither
is what was told of it as a whole. Its state and why it was withdrawn still change.
"""

from django.conf import settings
from django.db import migrations, models

SAID = "what is published is never changed"
PUBLICATION, LINE = "publication_publication", "publication_snapshot"
TOLD = (
    "authority_id", "title", "title_en", "text", "text_en", "first_on", "last_on", "licence",
    "email", "published_at", "edition", "change_note", "change_note_en", "as_of", "summary",
    "replies", "left_out", "fingerprint", "approved_by_id", "approved_on", "corrects_id",
)  # fmt: skip
SQLITE_ACT = f"BEGIN SELECT RAISE(ABORT, '{SAID}'); END"
POSTGRES_FUNCTIONS = (
    "CREATE FUNCTION publication_is_kept() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{SAID}'; END $$",
    "CREATE FUNCTION publication_line_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$ "
    "BEGIN "
    "IF TG_OP <> 'INSERT' THEN "
    f"IF EXISTS (SELECT 1 FROM {PUBLICATION} "
    "WHERE id = OLD.publication_id AND published_at IS NOT NULL) "
    f"THEN RAISE EXCEPTION '{SAID}'; END IF; END IF; "
    "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; "
    f"IF EXISTS (SELECT 1 FROM {PUBLICATION} "
    "WHERE id = NEW.publication_id AND published_at IS NOT NULL) "
    f"THEN RAISE EXCEPTION '{SAID}'; END IF; "
    "RETURN NEW; END $$",
)


def _changed(told_apart):
    changes = " OR ".join(f"NEW.{name} {told_apart} OLD.{name}" for name in TOLD)
    return f"OLD.published_at IS NOT NULL AND ({changes})"


def _is_out(row):
    return (
        f"EXISTS (SELECT 1 FROM {PUBLICATION} "
        f"WHERE id = {row}.publication_id AND published_at IS NOT NULL)"
    )


def _sqlite():
    wheres = (
        ("publication_never_edited", "UPDATE", PUBLICATION, _changed("IS NOT")),
        ("publication_never_removed", "DELETE", PUBLICATION, "OLD.published_at IS NOT NULL"),
        ("publication_line_never_added", "INSERT", LINE, _is_out("NEW")),
        ("publication_line_never_edited", "UPDATE", LINE, f"{_is_out('OLD')} OR {_is_out('NEW')}"),
        ("publication_line_never_removed", "DELETE", LINE, _is_out("OLD")),
    )
    for name, event, table, where in wheres:
        yield f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {where} {SQLITE_ACT}"


def _postgres():
    yield from POSTGRES_FUNCTIONS
    yield (
        f"CREATE TRIGGER publication_never_edited BEFORE UPDATE ON {PUBLICATION} FOR EACH ROW "
        f"WHEN ({_changed('IS DISTINCT FROM')}) EXECUTE FUNCTION publication_is_kept()"
    )
    yield (
        f"CREATE TRIGGER publication_never_removed BEFORE DELETE ON {PUBLICATION} FOR EACH ROW "
        "WHEN (OLD.published_at IS NOT NULL) EXECUTE FUNCTION publication_is_kept()"
    )
    yield (
        f"CREATE TRIGGER publication_line_is_kept BEFORE INSERT OR UPDATE OR DELETE ON {LINE} "
        "FOR EACH ROW EXECUTE FUNCTION publication_line_is_kept()"
    )


def forwards(apps, schema_editor):
    is_postgres = schema_editor.connection.vendor == "postgresql"
    for statement in _postgres() if is_postgres else _sqlite():
        schema_editor.execute(statement)


def backwards(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION IF EXISTS publication_is_kept CASCADE")
        schema_editor.execute("DROP FUNCTION IF EXISTS publication_line_is_kept CASCADE")
        return
    for name in (
        "publication_never_edited", "publication_never_removed", "publication_line_never_added",
        "publication_line_never_edited", "publication_line_never_removed",
    ):  # fmt: skip
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}")


class Migration(migrations.Migration):
    dependencies = [
        ("publication", "0001_publications"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AddField(
            model_name="publication",
            name="makers",
            field=models.ManyToManyField(
                blank=True,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="bearbetad av",
            ),
        ),
        migrations.RunPython(forwards, backwards),
    ]
