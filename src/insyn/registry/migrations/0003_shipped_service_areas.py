"""The kinds of service that every installation begins with."""

from django.db import migrations

SOL, LSS, BOTH = "sol", "lss", "both"
SHIPPED = (
    # code, name, law, needs a permit of IVO when run privately, is for children and young people
    ("oppenvard", "Öppenvård för barn och unga", SOL, False, True),
    ("oppenvard-vuxna", "Öppenvård för vuxna", SOL, False, False),
    ("familjepedagogik", "Familjepedagogiska insatser", SOL, False, True),
    ("hvb", "Hem för vård eller boende (HVB) för barn och unga", SOL, True, True),
    ("hvb-vuxna", "Hem för vård eller boende (HVB) för vuxna", SOL, True, False),
    ("stodboende", "Stödboende", SOL, True, True),
    ("boende-vuxna", "Boende med stöd för vuxna", SOL, False, False),
    ("familjehem", "Konsulentstött familjehem och jourhem", SOL, True, True),
    ("skyddat-boende", "Skyddat boende", SOL, True, False),
    ("hemtjanst", "Hemtjänst", SOL, True, False),
    ("sabo", "Särskilt boende för äldre", SOL, True, False),
    ("korttidsboende", "Korttidsboende för äldre", SOL, True, False),
    ("dagverksamhet", "Dagverksamhet för äldre", SOL, True, False),
    ("boendestod", "Boendestöd", SOL, False, False),
    ("familjeradgivning", "Familjerådgivning", SOL, False, False),
    ("spelberoende", "Insatser vid spelberoende", SOL, False, False),
    ("ledsagning", "Ledsagning och avlösning", BOTH, True, False),
    ("personlig-assistans", "Personlig assistans", LSS, True, False),
    ("korttidsvistelse", "Korttidsvistelse", LSS, True, True),
    ("ktt", "Korttidstillsyn för skolungdom", LSS, True, True),
    ("bostad-barn", "Bostad med särskild service för barn och unga", LSS, True, True),
    ("bostad-vuxna", "Bostad med särskild service för vuxna", BOTH, True, False),
    ("daglig-verksamhet", "Daglig verksamhet", LSS, True, False),
)
"""Permits: 26 kap. 1 § socialtjänstlagen (2025:400) and 23 § LSS (1993:387)."""


def ship(apps, schema_editor):
    """Add those that are missing; an area that somebody has entered before keeps its marks."""
    areas = apps.get_model("registry", "ServiceArea").objects
    codes = set(areas.values_list("code", flat=True))
    names = set(areas.values_list("name", flat=True))
    for code, name, law, needs_permit, is_for_children in SHIPPED:
        if code not in codes and name not in names:
            areas.create(
                code=code,
                name=name,
                law=law,
                needs_permit=needs_permit,
                is_for_children=is_for_children,
            )


class Migration(migrations.Migration):
    dependencies = [("registry", "0002_contact_per_authority")]

    operations = [migrations.RunPython(ship, migrations.RunPython.noop)]
