"""Forms about quality areas."""

from django import forms
from django.utils.translation import gettext_lazy as _

from insyn.registry.forms.providers import VersionedForm
from insyn.requirements.rules.taking import LONGEST_AREA

LONGEST_CODE = 10


class AreaForm(VersionedForm):
    """Ask what a quality area is called."""

    name = forms.CharField(label=_("Namn"), max_length=LONGEST_AREA)
    code = forms.CharField(
        label=_("Kod"),
        max_length=LONGEST_CODE,
        required=False,
        help_text=_("Kort, till exempel PER. Listor som läses in får använda koden i stället."),
    )
