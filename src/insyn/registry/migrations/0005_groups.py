"""A provider's group becomes a row of its own."""

import django.db.models.deletion
import insyn.registry.models.keys
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registry", "0004_lot_in_swedish")]

    operations = [
        migrations.CreateModel(
            name="ProviderGroup",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(error_messages={"unique": "Koncernen finns redan."}, max_length=200, unique=True, verbose_name="namn")),
                ("sort_key", insyn.registry.models.keys.SortKeyField(max_length=400, source="name", verbose_name="sorteringsnamn")),
            ],
            options={
                "verbose_name": "koncern",
                "verbose_name_plural": "koncerner",
                "ordering": ["sort_key", "pk"],
            },
        ),
        migrations.RenameField("provider", "group", "written_group"),
        migrations.AddField(
            "provider",
            "group",
            models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="providers", to="registry.providergroup", verbose_name="koncern"),
        ),
    ]
