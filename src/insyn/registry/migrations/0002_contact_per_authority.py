"""A contact person is let in by one authority, and sees what that authority sends."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def share_out(apps, schema_editor):
    """Let each contact go on seeing what they saw: one row per authority with the provider."""
    contacts = apps.get_model("registry", "ProviderContact").objects
    contracts = apps.get_model("registry", "Contract").objects
    for contact in contacts.filter(authority=None):
        held = contracts.filter(provider=contact.provider_id)
        owners = set(held.values_list("agreement__authority", flat=True))
        owners |= set(held.values_list("agreement__cooperation__members", flat=True))
        for authority_id in sorted(owners - {None}):
            contacts.create(
                user_id=contact.user_id,
                provider_id=contact.provider_id,
                valid_to=contact.valid_to,
                authority_id=authority_id,
            )
        contact.delete()
    if schema_editor.connection.vendor == "postgresql":  # else the table cannot be altered below
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("registry", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="providercontact", name="contact_of_provider_once"
        ),
        migrations.AddField(
            model_name="providercontact",
            name="authority",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.authority",
                verbose_name="nämnd som har gett tillgången",
            ),
        ),
        migrations.RunPython(share_out, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="providercontact",
            name="authority",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.authority",
                verbose_name="nämnd som har gett tillgången",
            ),
        ),
        migrations.AddConstraint(
            model_name="providercontact",
            constraint=models.UniqueConstraint(
                fields=("user", "provider", "authority"), name="contact_once_per_authority"
            ),
        ),
    ]
