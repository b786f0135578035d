"""Reading what a reviewer writes about areas, findings and the whole."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from insyn.criteria.models import ScaleLevel, Section
from insyn.criteria.rules import Level
from insyn.findings.models import Finding
from insyn.findings.rules import FindingKind, Severity
from insyn.findings.services import FindingFacts
from insyn.followups.models import Followup
from insyn.followups.rules import Outcome
from insyn.kernel.access import Access
from insyn.platform.forms import FilterForm, InsynForm, any_choice, choices_of, offer

NOTE_LENGTH = 300
"""Characters; what the columns of requirement and remedy hold."""


class OfProviderFilter(FilterForm):
    """Ask which of a provider's findings to list."""

    q = forms.CharField(label=gettext_lazy("Text eller område"), max_length=100)
    kind = forms.ChoiceField(label=gettext_lazy("Slag"), choices=any_choice(FindingKind.choices()))
    severity = forms.ChoiceField(
        label=gettext_lazy("Allvar"), choices=any_choice(Severity.choices())
    )
    is_open = forms.BooleanField(label=gettext_lazy("Bara öppna brister"))


class VersionForm(InsynForm):
    """What version of the row the page showed."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class AreaForm(VersionForm):
    """How an area is assessed, and why."""

    level = forms.ChoiceField(
        label=gettext_lazy("Bedömning"), choices=choices_of(Level), widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=gettext_lazy("Motivering"),
        help_text=gettext_lazy("Skriv vad bedömningen stöder sig på. Utföraren ser den inte."),
        widget=forms.Textarea(attrs={"rows": 5}),
        required=False,
    )

    def __init__(self, levels: Sequence[ScaleLevel], data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self._levels = {str(level.pk): level for level in levels}
        if levels:
            self.fields["level"].choices = self._own_choices()  # type: ignore[attr-defined]

    def _own_choices(self) -> list[tuple[str, str]]:
        named = [
            (key, f"{level.label}: {level.definition}" if level.definition else level.label)
            for key, level in self._levels.items()
        ]
        if all(level.counts_as != Level.NOT_ASSESSED for level in self._levels.values()):
            named.append((Level.NOT_ASSESSED.value, _(Level.NOT_ASSESSED.label)))
        return named

    def chosen_level(self) -> Level | ScaleLevel:
        """Return the level that was chosen, on the template's own scale if it has one."""
        said = self.cleaned_data["level"]
        return self._levels.get(said) or Level(said)


class FindingForm(VersionForm):
    """What was found in one matter."""

    needed_later = frozenset({"section", "area", "requirement", "required_result", "seen_on"})
    """What a draft may leave out though it is not free to: one area, and what is sent must say."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Slag"), choices=choices_of(FindingKind), widget=forms.RadioSelect
    )
    section = forms.ModelChoiceField(
        Section.objects.none(),
        label=gettext_lazy("Område i mallen"),
        required=False,
        empty_label=gettext_lazy("Inget av mallens områden"),
    )
    area = forms.CharField(
        label=gettext_lazy("Annat område"),
        help_text=gettext_lazy("Bara om området saknas i mallen, till exempel Debitering."),
        max_length=150,
        required=False,
    )
    text = forms.CharField(
        label=gettext_lazy("Vad som sågs"),
        help_text=gettext_lazy("Skriv inget som pekar ut en enskild person."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    requirement = forms.CharField(
        label=gettext_lazy("Vilket krav det gäller"),
        help_text=gettext_lazy("Till exempel: Avtalet 4.2, bemanning."),
        max_length=NOTE_LENGTH,
        required=False,
    )
    required_result = forms.CharField(
        label=gettext_lazy("Vilket resultat som krävs"),
        help_text=gettext_lazy("Vad ska utföraren ha uppnått? Hur de når dit väljer de själva."),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    seen_on = forms.DateField(
        label=gettext_lazy("Vilket datum det sågs"), widget=forms.DateInput, required=False
    )
    severity = forms.ChoiceField(
        label=gettext_lazy("Hur allvarlig bristen är"),
        choices=choices_of(Severity),
        widget=forms.RadioSelect(attrs={"data-row": "1"}),
        initial=Severity.MINOR,
        required=False,
    )

    def __init__(self, access: Access, followup: Followup, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        sections = Section.objects.visible_to(access)
        offer(self, "section", sections.filter(version=followup.template_version_id))

    def clean(self) -> dict[str, Any]:
        """Demand one area, from the template or in own words."""
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("section") and not cleaned.get("area"):
            self.add_error("section", _("Välj ett område i mallen eller skriv ett annat."))
        return cleaned

    def facts(self) -> FindingFacts:
        """Return what was written, tidied."""
        said = self.cleaned_data
        return FindingFacts(
            kind=FindingKind(said["kind"]),
            area="" if said["section"] else said["area"],
            text=said["text"],
            section=said["section"],
            requirement=said["requirement"],
            required_result=said["required_result"],
            seen_on=said["seen_on"],
            severity=Severity(said["severity"] or Severity.MINOR),
        )


def written(finding: Finding) -> dict[str, Any]:
    """Return what the form shows of a finding that is to be changed."""
    names = ("kind", "section", "text", "requirement", "required_result", "seen_on", "severity")
    area = "" if finding.section_id else finding.area
    return {name: getattr(finding, name) for name in (*names, "version")} | {"area": area}


class RemedyForm(VersionForm):
    """When and how a deficiency was remedied."""

    remedied_on = forms.DateField(label=gettext_lazy("Avhjälpt den"), widget=forms.DateInput)
    note = forms.CharField(
        label=gettext_lazy("Hur bristen avhjälptes"),
        help_text=gettext_lazy("Till exempel: Rutinen lämnades in och granskades."),
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ResultForm(VersionForm):
    """What the follow-up found, in running text."""

    result_text = forms.CharField(
        label=gettext_lazy("Resultat av uppföljning"),
        help_text=gettext_lazy(
            "Texten går till utföraren och in i rapporten. Ett område som inte nämns betyder att "
            "inget särskilt har framkommit."
        ),
        widget=forms.Textarea(attrs={"rows": 14}),
    )


class ConclusionForm(VersionForm):
    """The outcome and the overall assessment."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("Utfall"), choices=choices_of(Outcome), widget=forms.RadioSelect
    )
    overall_assessment = forms.CharField(
        label=gettext_lazy("Sammanfattande bedömning"),
        help_text=gettext_lazy(
            "Standardmeningen bygger på underlaget. Lägg gärna till egna meningar efter den."
        ),
        widget=forms.Textarea(attrs={"rows": 8}),
    )
