"""Usage carries the agreement of its contract, for long lists, and counts its changes."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Subquery

import insyn.registry.models.keys


def carry_over(apps, schema_editor):
    """Copy the agreement from each contract."""
    Usage = apps.get_model("registry", "Usage")
    Contract = apps.get_model("registry", "Contract")
    owner = Contract.objects.filter(pk=OuterRef("contract")).values("agreement")
    Usage.objects.update(agreement=Subquery(owner))


class Migration(migrations.Migration):
    dependencies = [("registry", "0009_first_operations")]

    operations = [
        migrations.AddField(
            "usage",
            "agreement",
            insyn.registry.models.keys.AgreementOfContract(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.agreement", verbose_name="avtal"),
        ),
        migrations.AddField("usage", "version", models.PositiveIntegerField(default=1, verbose_name="version")),
        migrations.RunPython(carry_over, migrations.RunPython.noop),
    ]
