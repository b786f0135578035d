"""Reading what a reviewer writes about areas, findings and the whole."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from insyn.criteria.models import Question, Section
from insyn.findings.models import Finding
from insyn.findings.queries import units_of, wordings_of
from insyn.findings.rules import FindingKind, Severity, proposed_due
from insyn.findings.services import FindingFacts
from insyn.followups.models import Followup
from insyn.followups.rules import Outcome
from insyn.kernel.access import Access
from insyn.platform import clock
from insyn.platform.forms import FilterForm, InsynForm, any_choice, choices_of, offer
from insyn.registry.models import Unit
from insyn.requirements.models import RequirementVersion

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


class FindingForm(VersionForm):
    """What was found in one matter."""

    needed_later = frozenset(
        {"section", "area", "wording", "requirement", "evidence", "required_result", "seen_on"}
    )
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
    question = forms.ModelChoiceField(
        Question.objects.none(),
        label=gettext_lazy("Fråga i mallen"),
        required=False,
        empty_label=gettext_lazy("Ingen särskild fråga"),
    )
    unit = forms.ModelChoiceField(
        Unit.objects.none(),
        label=gettext_lazy("Verksamhet"),
        required=False,
        empty_label=gettext_lazy("Hela utföraren"),
    )
    text = forms.CharField(
        label=gettext_lazy("Vad som sågs"),
        help_text=gettext_lazy("Skriv inget som pekar ut en enskild person."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    evidence = forms.CharField(
        label=gettext_lazy("Vad det stöder sig på"),
        help_text=gettext_lazy(
            "Utföraren får läsa det. Till exempel: besöket den 3 mars, schemat för vecka 10, "
            "samtal med tre i personalen."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    seen_on = forms.DateField(
        label=gettext_lazy("Vilket datum det sågs"), widget=forms.DateInput, required=False
    )
    wording = forms.ModelChoiceField(
        RequirementVersion.objects.none(),
        label=gettext_lazy("Vilket krav i avtalet det gäller"),
        help_text=gettext_lazy(
            "Kraven visas så som de gällde när uppföljningen görs. Kravets text följer med bristen."
        ),
        required=False,
        empty_label=gettext_lazy("Kravet står inte i listan"),
    )
    requirement = forms.CharField(
        label=gettext_lazy("Krav med egna ord"),
        help_text=gettext_lazy(
            "Bara om kravet inte står i listan. Till exempel: Avtalet 4.2, bemanning."
        ),
        max_length=NOTE_LENGTH,
        required=False,
    )
    required_result = forms.CharField(
        label=gettext_lazy("Vilket resultat som krävs"),
        help_text=gettext_lazy("Vad ska utföraren ha uppnått? Hur de når dit väljer de själva."),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    severity = forms.ChoiceField(
        label=gettext_lazy("Hur allvarlig bristen är"),
        help_text=gettext_lazy(
            "En allvarlig eller akut brist går inte att skicka innan någon har svarat på om den "
            "ska anmälas till IVO."
        ),
        choices=choices_of(Severity),
        widget=forms.RadioSelect(attrs={"data-row": "1"}),
        initial=Severity.MINOR,
        required=False,
    )
    due_on = forms.DateField(
        label=gettext_lazy("När den ska vara avhjälpt"),
        help_text=gettext_lazy(
            "Lämna tomt så blir det om 7 dagar för en akut brist, 28 för en allvarlig och 90 för "
            "en mindre."
        ),
        widget=forms.DateInput,
        required=False,
    )
    responsible = forms.CharField(
        label=gettext_lazy("Ansvarig hos nämnden"),
        help_text=gettext_lazy("Bara för beställarens brist. Skriv en roll eller en enhet."),
        max_length=150,
        required=False,
    )

    def __init__(self, access: Access, followup: Followup, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        sections = Section.objects.visible_to(access)
        questions = Question.objects.visible_to(access).select_related("section")
        offer(self, "section", sections.filter(version=followup.template_version_id))
        of_template = questions.filter(section__version=followup.template_version_id)
        offer(self, "question", of_template.order_by("section__number", "number", "pk"))
        offer(self, "unit", units_of(followup))
        offer(self, "wording", wordings_of(access, followup))

    def clean(self) -> dict[str, Any]:
        """Demand one area: from the template, by the question or in own words."""
        cleaned = super().clean() or self.cleaned_data
        question = cleaned.get("question")
        if question is not None and not cleaned.get("section") and not cleaned.get("area"):
            cleaned["section"] = question.section
        if not cleaned.get("section") and not cleaned.get("area"):
            self.add_error("section", _("Välj ett område i mallen eller skriv ett annat."))
        return cleaned

    def facts(self) -> FindingFacts:
        """Return what was written, tidied; a deficiency without a last day gets the usual one."""
        said = self.cleaned_data
        severity = Severity(said["severity"] or Severity.MINOR)
        due_on = said["due_on"]
        if due_on is None and said["kind"] == FindingKind.DEFICIENCY:
            due_on = proposed_due(severity, clock.today())
        return FindingFacts(
            kind=FindingKind(said["kind"]),
            area="" if said["section"] else said["area"],
            severity=severity,
            due_on=due_on,
            **{name: said[name] for name in _AS_WRITTEN},
        )


_AS_WRITTEN = (
    "section", "question", "unit", "text", "evidence", "seen_on", "wording", "requirement",
    "required_result", "responsible",
)  # fmt: skip


def written(finding: Finding) -> dict[str, Any]:
    """Return what the form shows of a finding that is to be changed."""
    names = (*_AS_WRITTEN, "kind", "severity", "due_on", "version")
    requirement = "" if finding.wording_id else finding.requirement
    area = "" if finding.section_id else finding.area
    said = {name: getattr(finding, name) for name in names}
    return said | {"area": area, "requirement": requirement}


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

    def __init__(
        self, data: Any = None, *, words: Mapping[Outcome, str] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        own = words or {}
        self.fields["outcome"].choices = [  # type: ignore[attr-defined]
            (code.value, f"{_(code.label)} (”{own[code]}”)" if code in own else _(code.label))
            for code in Outcome
        ]
