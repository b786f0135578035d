"""Say of the visits that took place that they did."""

from django.db import migrations


def forwards(apps, schema_editor):
    del schema_editor
    visits = apps.get_model("visits", "Visit").objects.all()
    visits.filter(visited_on__isnull=False).update(state="carried_out")


class Migration(migrations.Migration):
    dependencies = [("visits", "0002_carrying_out")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
