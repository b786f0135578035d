"""Forms about an agreement's sanction ladder."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from insyn.kernel.access import Access
from insyn.platform.forms import InsynForm, offer
from insyn.registry.models import Agreement
from insyn.registry.queries.agreements import agreements_to_copy_from
from insyn.registry.rules import AgreementForm, SanctionKind
from insyn.registry.rules.ladders import LONGEST_DEADLINE, kinds_for


class StepForm(InsynForm):
    """Ask what a step is, where the agreement says so, and who may decide it."""

    kind = forms.TypedChoiceField(label=_("Slag"), coerce=SanctionKind)
    clause = forms.CharField(
        label=_("Klausul"),
        max_length=100,
        required=False,
        help_text=_("Var i avtalet steget står. Utan klausul får steget inte användas."),
    )
    deadline_days = forms.IntegerField(
        label=_("Tidsfrist i dagar"),
        min_value=0,
        max_value=LONGEST_DEADLINE,
        required=False,
        help_text=_("Vad utföraren får på sig för att rätta till."),
    )
    decided_by = forms.CharField(
        label=_("Får beslutas av"),
        max_length=150,
        required=False,
        help_text=_("Rollen enligt delegationsordningen, till exempel ”avdelningschef”."),
    )
    note = forms.CharField(
        label=_("Villkor"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, agreement: Agreement, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        kinds = kinds_for(AgreementForm(agreement.form))
        kind.choices = [("", _("Välj")), *((kind.value, _(kind.label)) for kind in kinds)]


class CopyForm(InsynForm):
    """Ask which agreement to copy the ladder from."""

    source = forms.ModelChoiceField(
        Agreement.objects.none(),
        label=_("Avtal att kopiera från"),
        help_text=_("Alla steg kopieras med klausuler och frister. Ändra dem sedan."),
    )

    def __init__(self, access: Access, agreement: Agreement, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "source", agreements_to_copy_from(access, agreement))
