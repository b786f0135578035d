"""The written names of groups go: the rows say it."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("registry", "0006_groups_carried_over")]

    operations = [migrations.RemoveField("provider", "written_group")]
