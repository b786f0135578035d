"""The permits that stand in the register are taken to be of those who run the units."""

from django.db import migrations
from django.db.models import Exists, OuterRef, Subquery


def first_holders(apps, schema_editor):
    """Name the operator as holder; not of a permit from before it took over: nobody knows whose."""
    Permit = apps.get_model("registry", "Permit")
    Unit = apps.get_model("registry", "Unit")
    UnitOperation = apps.get_model("registry", "UnitOperation")
    taken_over = UnitOperation.objects.filter(
        unit=OuterRef("unit"), ends_on=None, starts_on__gt=OuterRef("valid_from")
    )
    operator = Unit.objects.filter(pk=OuterRef("unit")).values("provider")
    Permit.objects.filter(~Exists(taken_over)).update(holder=Subquery(operator))


class Migration(migrations.Migration):
    dependencies = [("registry", "0013_permit_holder")]

    operations = [migrations.RunPython(first_holders, migrations.RunPython.noop)]
