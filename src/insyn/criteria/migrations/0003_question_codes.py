"""Each question that stands gets the code of its place; it keeps it through coming versions."""

from django.db import migrations


def give_codes(apps, schema_editor):
    Question = apps.get_model("criteria", "Question")
    for question in Question.objects.filter(code="").select_related("section"):
        question.code = f"{question.section.number}.{question.number}"
        question.save(update_fields=["code"])


class Migration(migrations.Migration):
    dependencies = [("criteria", "0002_instruments_in_full")]

    operations = [migrations.RunPython(give_codes, migrations.RunPython.noop)]
