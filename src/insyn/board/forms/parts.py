"""Forms about the parts of a memo."""

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from insyn.board.rules import Part, PassageKind
from insyn.board.services import (
    AppendixFacts,
    PartFacts,
    PassageFacts,
    ProposalFacts,
    ReferenceFacts,
    SignatoryFacts,
)
from insyn.documents.forms import ACCEPT, FilesField, FilesInput, paper_from
from insyn.platform.forms import InsynForm, choices_of


class PartForm(InsynForm):
    """What the forms of the parts share; ``version`` is that of the part, 0 for a new one."""

    version = forms.IntegerField(widget=forms.HiddenInput, initial=0)

    @property
    def facts(self) -> PartFacts:
        """Return what was filled in, as the service wants it."""
        raise NotImplementedError


class PassageForm(PartForm):
    """Ask for a heading and what stands under it."""

    heading = forms.CharField(label=_("Rubrik"), max_length=150)
    kind = forms.ChoiceField(
        label=_("Innehåll"),
        choices=choices_of(PassageKind),
        initial=PassageKind.TEXT,
        help_text=_(
            "Insyn skriver beslutspunkter, beslutsunderlag och underskrifter åt dig. Texten "
            "nedan står då före dem."
        ),
    )
    text = forms.CharField(
        label=_("Text"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_(
            "En tom rad börjar ett nytt stycke. Rader som börjar med bindestreck blir en lista."
        ),
    )

    @property
    def facts(self) -> PassageFacts:
        said = self.cleaned_data
        return PassageFacts(said["heading"], said["text"], PassageKind(said["kind"]))


class ProposalForm(PartForm):
    """Ask for a clause of the proposed decision."""

    text = forms.CharField(
        label=_("Beslutspunkt"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "Skriv så att punkten läses ihop med raden före, till exempel ”anta planen enligt "
            "bilaga 1”. Insyn numrerar punkterna."
        ),
    )

    @property
    def facts(self) -> ProposalFacts:
        return ProposalFacts(self.cleaned_data["text"])


class AppendixForm(PartForm):
    """Ask what an appendix is called, and for its file."""

    title = forms.CharField(label=_("Rubrik"), max_length=200)
    uploads = FilesField(
        label=_("Fil"),
        required=False,
        widget=FilesInput(attrs={"accept": ACCEPT}),
        help_text=_(
            "PDF, Word, Excel, bild eller text. Högst 20 MB. Utan fil står bilagan bara i listan."
        ),
    )

    def clean_uploads(self) -> object:
        files = self.cleaned_data["uploads"]
        if len(files) > 1:
            raise forms.ValidationError(_("En bilaga har en fil. Lägg till en bilaga till."))
        return files

    @property
    def facts(self) -> AppendixFacts:
        title = self.cleaned_data["title"]
        files = self.cleaned_data["uploads"]
        return AppendixFacts(title, paper_from(files[0], title=title) if files else None)


class ReferenceForm(PartForm):
    """Ask for a matter that the memo refers to."""

    case_number = forms.CharField(label=_("Diarienummer"), max_length=60)
    title = forms.CharField(
        label=_("Rubrik"),
        max_length=200,
        help_text=_("Till exempel ”Riktlinje för uppföljning av privata utförare”."),
    )

    @property
    def facts(self) -> ReferenceFacts:
        return ReferenceFacts(self.cleaned_data["case_number"], self.cleaned_data["title"])


class SignatoryForm(PartForm):
    """Ask for the role of one who signs."""

    role = forms.CharField(
        label=_("Roll"),
        max_length=150,
        help_text=_("Till exempel ”Tf. förvaltningsdirektör”. Namnet skrivs för hand."),
    )

    @property
    def facts(self) -> SignatoryFacts:
        return SignatoryFacts(self.cleaned_data["role"])


PART_FORMS: Mapping[Part, type[PartForm]] = {
    Part.PASSAGE: PassageForm,
    Part.PROPOSAL: ProposalForm,
    Part.APPENDIX: AppendixForm,
    Part.REFERENCE: ReferenceForm,
    Part.SIGNATORY: SignatoryForm,
}
