"""Indexes that long lists of contracts and usage are sorted, limited and summed by."""

from decimal import Decimal

import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Coalesce

import insyn.registry.models.keys


class Migration(migrations.Migration):
    dependencies = [("registry", "0010_usage_of_agreement")]

    operations = [
        migrations.AlterField(
            "usage",
            "agreement",
            insyn.registry.models.keys.AgreementOfContract(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.agreement", verbose_name="avtal"),
        ),
        migrations.AlterField(
            "contract",
            "agreement",
            models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="contracts", to="registry.agreement", verbose_name="avtal"),
        ),
        migrations.AlterField(
            "contract",
            "provider",
            models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="contracts", to="registry.provider", verbose_name="utförare"),
        ),
        migrations.AlterField(
            "usage",
            "contract",
            models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="usage", to="registry.contract", verbose_name="kontrakt"),
        ),
        migrations.AddIndex("agreement", models.Index(fields=["sort_key", "id"], name="agreement_by_sort_key")),
        migrations.AddIndex("contract", models.Index(fields=["provider", "agreement", "id"], name="contract_of_provider")),
        migrations.AddIndex("contract", models.Index(fields=["status", "agreement", "id"], name="contract_by_status")),
        migrations.AddIndex("contract", models.Index(fields=["rank", "id"], name="contract_by_rank")),
        migrations.AddIndex("contract", models.Index(fields=["ends_on", "id"], name="contract_by_end")),
        migrations.AddIndex("usage", models.Index(fields=["contract", "agreement"], name="usage_of_contract")),
        migrations.AddIndex("usage", models.Index(Coalesce("amount", models.Value(Decimal("-1"))), models.F("id"), name="usage_by_amount")),
        migrations.AddIndex("usage", models.Index(Coalesce("clients", models.Value(-1)), models.F("id"), name="usage_by_clients")),
        migrations.AddIndex(
            "usage",
            models.Index(fields=["agreement", "period_start", "id"], include=("call_offs", "clients", "amount"), name="usage_of_agreement"),
        ),
    ]
