"""Reading when measures were carried out and what effect they had."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from insyn.documents.forms import FilesField, papers_from
from insyn.documents.services import Paper
from insyn.followups.models import Followup
from insyn.kernel.access import Access
from insyn.measures.forms.action_plans import VersionForm
from insyn.measures.models import Verification
from insyn.measures.rules.verifying import NOTED, Effect, VerifiedBy
from insyn.measures.services import Seen
from insyn.platform.forms import InsynForm, choices_of, offer

TEXT_LENGTH = 5_000
_FILES = gettext_lazy("PDF, Word, Excel, bild eller text. Högst 20 MB per fil.")


class CarriedOutForm(VersionForm):
    """When and how a measure was carried out."""

    carried_out_on = forms.DateField(label=gettext_lazy("Genomförd den"), widget=forms.DateInput)
    how = forms.CharField(
        label=gettext_lazy("Hur åtgärden genomfördes"),
        help_text=gettext_lazy("Skriv inga namn eller personnummer."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=TEXT_LENGTH,
    )
    uploads = FilesField(label=gettext_lazy("Det som visar det"), help_text=_FILES, required=False)

    def papers(self, **facts: Any) -> list[Paper]:
        """Return the files, ready to store; ``facts`` are fields of ``Paper``."""
        return papers_from(self.cleaned_data["uploads"], **facts)


class PlannedCheckForm(InsynForm):
    """How and by when the effect is to be seen."""

    method = forms.ChoiceField(
        label=gettext_lazy("Kontrolleras genom"),
        choices=choices_of(VerifiedBy),
        widget=forms.RadioSelect,
    )
    due_on = forms.DateField(label=gettext_lazy("Senast"), widget=forms.DateInput)


class EffectForm(VersionForm):
    """What a check of the effect showed."""

    effect = forms.ChoiceField(
        label=gettext_lazy("Effekt"),
        choices=[(one.value, gettext_lazy(one.label)) for one in NOTED],
        widget=forms.RadioSelect,
    )
    checked_on = forms.DateField(label=gettext_lazy("Kontrollerad den"), widget=forms.DateInput)
    note = forms.CharField(
        label=gettext_lazy("Vad kontrollen visade"),
        help_text=gettext_lazy("Skriv inga namn eller personnummer."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=TEXT_LENGTH,
    )
    followup = forms.ModelChoiceField(
        Followup.objects.none(),
        label=gettext_lazy("Uppföljning där den kontrollerades"),
        required=False,
    )
    uploads = FilesField(label=gettext_lazy("Handling"), help_text=_FILES, required=False)

    def __init__(self, access: Access, check: Verification, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        provider = check.action.plan.followup.contract.provider_id
        rows = Followup.objects.visible_to(access).filter(contract__provider=provider)
        offer(self, "followup", rows.select_related("contract__provider").order_by("-number"))

    def seen(self, **facts: Any) -> Seen:
        """Return what the check showed; ``facts`` are fields of the file's ``Paper``."""
        said = self.cleaned_data
        return Seen(
            effect=Effect(said["effect"]),
            checked_on=said["checked_on"],
            note=said["note"],
            followup=said["followup"],
            papers=papers_from(said["uploads"], **facts),
        )
