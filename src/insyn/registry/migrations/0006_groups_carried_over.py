"""The names of groups that are written on providers become rows."""

from django.db import migrations

from insyn.registry.rules.names import sort_key


def carry_over(apps, schema_editor):
    """Make one group per spelling of its name, case and spaces aside."""
    Group = apps.get_model("registry", "ProviderGroup")
    Provider = apps.get_model("registry", "Provider")
    groups = {}
    for provider in Provider.objects.exclude(written_group=""):
        name = " ".join(provider.written_group.split())
        key = sort_key(name)
        if key not in groups:
            groups[key] = Group.objects.create(name=name, sort_key=key)
        provider.group = groups[key]
        provider.save(update_fields=["group"])


class Migration(migrations.Migration):
    dependencies = [("registry", "0005_groups")]

    operations = [migrations.RunPython(carry_over, migrations.RunPython.noop)]
