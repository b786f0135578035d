"""Who runs each unit today becomes its first operation, with no known beginning."""

from django.db import migrations

FORMER_NAME = "tidigare namn i registret"


def first_operations(apps, schema_editor):
    """Give each unit its operator; and say which other names are earlier ones."""
    Unit = apps.get_model("registry", "Unit")
    UnitOperation = apps.get_model("registry", "UnitOperation")
    ProviderName = apps.get_model("registry", "ProviderName")
    UnitOperation.objects.bulk_create(
        UnitOperation(unit_id=unit, provider_id=provider)
        for unit, provider in Unit.objects.values_list("pk", "provider_id")
    )
    ProviderName.objects.filter(source=FORMER_NAME).update(kind="earlier")


class Migration(migrations.Migration):
    dependencies = [("registry", "0008_register_in_full")]

    operations = [migrations.RunPython(first_operations, migrations.RunPython.noop)]
