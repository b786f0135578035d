"""Reading what is typed about batches and lines."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from insyn.accounts.models import Authority
from insyn.invoices.models import InvoiceBatch, InvoiceLine
from insyn.invoices.queries.batches import (
    agreements_to_check,
    authorities_that_check,
    authorities_with_batches,
)
from insyn.invoices.rules import BatchState, DeviationCode, Standing
from insyn.invoices.rules.columns import COLUMNS, ReadSheet
from insyn.kernel.access import Access
from insyn.papers.sheets.reading import MAX_FILE, SENTENCES
from insyn.platform.forms import FilterForm, InsynForm, any_choice, offer
from insyn.registry.models import Agreement

COLUMN_LABELS = (
    gettext_noop("Utförarens organisationsnummer"),
    gettext_noop("Fakturanummer"),
    gettext_noop("Radnummer"),
    gettext_noop("Fakturadatum"),
    gettext_noop("Tjänst"),
    gettext_noop("Antal"),
    gettext_noop("Enhet"),
    gettext_noop("Pris"),
    gettext_noop("Belopp"),
    gettext_noop("Momssats"),
    gettext_noop("Från"),
    gettext_noop("Till"),
    gettext_noop("Beställarens referens"),
    gettext_noop("Verksamhet"),
)
"""The headings of ``rules.columns``, for the catalogue."""


class BatchFilter(FilterForm):
    """Ask which batches to list."""

    q = forms.CharField(label=_("Namn eller fil"), max_length=100)
    state = forms.ChoiceField(label=_("Läge"), choices=any_choice(BatchState.choices()))
    authority = forms.ModelChoiceField(Authority.objects.none(), label=_("Nämnd"))

    def __init__(self, access: Access, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "authority", authorities_with_batches(access))


class LineFilter(FilterForm):
    """Ask which lines of a batch to list."""

    q = forms.CharField(label=_("Utförare, faktura eller tjänst"), max_length=100)
    standing = forms.ChoiceField(label=_("Utfall"), choices=any_choice(Standing.choices()))
    code = forms.ChoiceField(label=_("Vad"), choices=any_choice(DeviationCode.choices()))


class VersionForm(InsynForm):
    """Carry the version that the page showed."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class UploadForm(InsynForm):
    """Ask for a file of invoice lines and whose it is."""

    file = forms.FileField(
        label=_("Fil"),
        max_length=200,
        help_text=_(
            "Excel, CSV, en e-faktura (XML) eller en zip-fil med flera. Högst 20 MB. Ta bort "
            "namn på enskilda ur texten om de står där."
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt,.xml,.zip"}),
    )
    authority = forms.ModelChoiceField(Authority.objects.none(), label=_("Nämnd"))
    agreement = forms.ModelChoiceField(
        Agreement.objects.none(),
        label=_("Avtal"),
        required=False,
        empty_label=_("Alla nämndens avtal"),
        help_text=_("Välj om alla rader ska jämföras med ett visst avtal."),
    )
    name = forms.CharField(
        label=_("Namn"),
        max_length=150,
        required=False,
        help_text=_("Till exempel: HVB, första kvartalet. Lämna tomt för filens namn."),
    )

    def __init__(self, access: Access, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        authorities = authorities_that_check(access)
        offer(self, "authority", authorities)
        offer(self, "agreement", agreements_to_check(access))
        if len(authorities) == 1:
            self.fields["authority"].initial = authorities[0]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size is None or file.size > MAX_FILE:
            raise ValidationError(__(SENTENCES["too_large"]))
        return file


class ColumnsForm(VersionForm):
    """Ask which column of the file is which. One field per column that is read."""

    def __init__(self, batch: InvoiceBatch, sheet: ReadSheet, data: Any = None) -> None:
        super().__init__(data, initial={"version": batch.version})
        names = list(dict.fromkeys(name for name in sheet.headings if name))
        offered = [("", _("Finns inte i filen")), *((name, name) for name in names)]
        for column in COLUMNS:
            at = sheet.mapping.get(column.key)
            self.fields[column.key] = forms.ChoiceField(
                label=_(column.heading),
                choices=offered,
                required=column.required,
                initial="" if at is None else sheet.headings[at],
            )

    def clean(self) -> None:
        chosen: dict[str, str] = {}
        for column in COLUMNS:
            name = self.cleaned_data.get(column.key)
            if name and name in chosen:
                told = __("Kolumnen är redan vald för ”%(other)s”.") % {"other": chosen[name]}
                self.add_error(column.key, told)
            elif name:
                chosen[name] = column.heading

    def columns(self) -> dict[str, str]:
        """Return what each chosen column is called in the file."""
        return {column.key: self.cleaned_data[column.key] for column in COLUMNS}


class SuspectForm(VersionForm):
    """Ask whether a line may be fraud, and why."""

    is_suspected = forms.BooleanField(label=_("Raden är misstänkt"), required=False)
    reason = forms.CharField(
        label=_("Varför?"),
        help_text=_(
            "Behövs när raden är misstänkt. Läses bara av dem som får se varningsflaggor. Skriv "
            "inga namn."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=300,
        required=False,
    )

    def __init__(self, line: InvoiceLine, data: Any = None) -> None:
        known = {
            "version": line.version,
            "is_suspected": line.is_suspected,
            "reason": line.suspicion,
        }
        super().__init__(data, initial=known)
