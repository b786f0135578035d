"""Reading what is typed about instructions, parts and samples."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from insyn.accounts.models import Authority
from insyn.coordination.models import DistrictShare, Instruction
from insyn.coordination.queries.instructions import (
    authorities_that_coordinate,
    coordinated_by,
    templates_to_choose,
    units_to_choose,
)
from insyn.coordination.queries.progress import instructions_in_force
from insyn.coordination.rules import InstructionState, Progress
from insyn.criteria.models import TemplateVersion
from insyn.kernel.access import Access
from insyn.kernel.lottery import SEED_LENGTH
from insyn.platform.forms import FilterForm, InsynForm, SeveralField, any_choice, offer
from insyn.registry.models import ServiceArea, Unit

MOST = 1000
FIELDS = (
    "title", "starts_on", "ends_on", "report_by", "text", "in_depth_text", "in_depth_bound",
)  # fmt: skip


class InstructionFilter(FilterForm):
    """Ask which instructions to list."""

    q = forms.CharField(label=_("Rubrik"), max_length=100)
    state = forms.ChoiceField(label=_("Läge"), choices=any_choice(InstructionState.choices()))


class ProgressFilter(FilterForm):
    """Ask which units of the samples to list."""

    state = forms.ChoiceField(label=_("Läge"), choices=any_choice(Progress.choices()))
    instruction = forms.ModelChoiceField(Instruction.objects.none(), label=_("Anvisning"))
    authority = forms.ModelChoiceField(Authority.objects.none(), label=_("Nämnd"))

    def __init__(self, access: Access, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        in_force = [row.pk for row in instructions_in_force(access)]
        rows = Instruction.objects.visible_to(access).filter(pk__in=in_force)
        offer(self, "instruction", rows)
        keys = access.authority_ids | access.coordinated_ids
        authorities = Authority.objects.select_related("municipality")
        offer(self, "authority", authorities.filter(pk__in=keys))


class InstructionForm(InsynForm):
    """Ask what an instruction says."""

    title = forms.CharField(label=_("Rubrik"), max_length=200)
    authority = forms.ModelChoiceField(Authority.objects.none(), label=_("Samordnande nämnd"))
    starts_on = forms.DateField(label=_("Period från"))
    ends_on = forms.DateField(label=_("Period till"))
    report_by = forms.DateField(label=_("Rapporteras senast"))
    service_areas = SeveralField(
        ServiceArea.objects.all(), label=_("Insatser som följs upp"), required=False
    )
    text = forms.CharField(
        label=_("Vad som gäller"),
        help_text=_("Urval, arbetssätt och vad som ska granskas."),
        widget=forms.Textarea(attrs={"rows": 6}),
        required=False,
    )
    templates = SeveralField(
        TemplateVersion.objects.none(),
        label=_("Mallar som miniminivå"),
        help_text=_("Den som följer upp får lägga till egna frågor men inte ta bort någon."),
        required=False,
    )
    in_depth_text = forms.CharField(
        label=_("När en fördjupad uppföljning görs"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    in_depth_bound = forms.IntegerField(
        label=_("Fördjupad från så många brister"),
        help_text=_("Lämna tomt om bara den som följer upp avgör."),
        min_value=1,
        max_value=MOST,
        required=False,
    )

    def __init__(
        self, access: Access, instruction: Instruction | None = None, data: Any = None
    ) -> None:
        super().__init__(data, initial=_known(access, instruction))
        if instruction is None:
            authorities = authorities_that_coordinate(access)
            offer(self, "authority", authorities)
            first = authorities.first()
            self.fields["authority"].initial = first
            where = first.pk if first else 0
        else:
            del self.fields["authority"]
            self.fields["version"] = forms.IntegerField(widget=forms.HiddenInput)
            where = instruction.authority_id
        offer(self, "templates", templates_to_choose(access, where))


def _known(access: Access, row: Instruction | None) -> dict[str, Any]:
    if row is None:
        return {}
    known = {name: getattr(row, name) for name in (*FIELDS, "version")}
    return known | {
        "service_areas": list(row.service_areas.values_list("pk", flat=True)),
        "templates": list(row.templates.visible_to(access).values_list("pk", flat=True)),
    }


class VersionForm(InsynForm):
    """Carry the version that the page showed."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class ShareForm(VersionForm):
    """Ask how many follow-ups an authority is to make, and whom to ask there."""

    authority = forms.ModelChoiceField(
        Authority.objects.none(), label=_("Nämnd"), empty_label=_("Välj")
    )
    wanted = forms.IntegerField(
        label=_("Antal uppföljningar"),
        help_text=_("Skriv 0 för att ta bort nämndens del och dess urval."),
        min_value=0,
        max_value=MOST,
    )
    contact = forms.CharField(label=_("Kontaktperson, efter roll"), max_length=150, required=False)
    contact_email = forms.EmailField(
        label=_("Kontaktpersonens e-post"),
        help_text=_("För en nämnd utan konto. Kontaktpersonen får en personlig länk att rapportera "
                    "in med när anvisningen utfärdas."),
        required=False,
    )  # fmt: skip

    def __init__(self, instruction: Instruction, data: Any = None) -> None:
        super().__init__(data, initial={"version": instruction.version})
        offer(self, "authority", coordinated_by(instruction.authority_id))


class ContactForm(VersionForm):
    """Ask who reports in for an authority by a personal link."""

    contact = forms.CharField(label=_("Kontaktperson, efter roll"), max_length=150, required=False)
    contact_email = forms.EmailField(
        label=_("Kontaktpersonens e-post"),
        help_text=_("Dit går en ny personlig länk. Den som hade länken förut kommer inte längre in "
                    "om du byter adress."),
    )  # fmt: skip

    def __init__(self, share: DistrictShare, data: Any = None) -> None:
        known = {"contact": share.contact, "contact_email": share.contact_email}
        super().__init__(data, initial={"version": share.instruction.version} | known)


class _SampleForm(VersionForm):
    authority = forms.ModelChoiceField(
        Authority.objects.none(), label=_("Nämnd som följer upp"), empty_label=_("Välj")
    )
    units = SeveralField(Unit.objects.none(), label=_("Verksamheter"))

    def __init__(self, access: Access, instruction: Instruction, data: Any = None) -> None:
        super().__init__(data, initial={"version": instruction.version})
        shares = instruction.shares.visible_to(access)
        authorities = Authority.objects.select_related("municipality")
        offer(self, "authority", authorities.filter(pk__in=shares.values("authority")))
        units = units_to_choose(instruction)
        offer(self, "units", units)
        self.fields["units"].label_from_instance = _named  # type: ignore[attr-defined]


def _named(unit: Unit) -> str:
    return f"{unit.name}, {unit.provider.name} ({unit.service_area.name})"


class ChooseForm(_SampleForm):
    """Ask which units an authority is to follow up."""


class DrawForm(_SampleForm):
    """Ask which units to draw among, and the seed."""

    seed = forms.CharField(
        label=_("Frö till lottningen"),
        help_text=_("Till exempel dagens datum och diarienumret. Vem som helst kan göra om den."),
        max_length=SEED_LENGTH,
    )

    def __init__(self, access: Access, instruction: Instruction, data: Any = None) -> None:
        super().__init__(access, instruction, data)
        self.fields["seed"].initial = instruction.seed


class TemplateCheckForm(InsynForm):
    """Ask which of one's own templates to hold against the minimum."""

    authority = forms.ModelChoiceField(Authority.objects.none(), label=_("Nämnd"), empty_label=None)
    template_version = forms.ModelChoiceField(
        TemplateVersion.objects.none(), label=_("Egen mall"), empty_label=_("Välj")
    )

    def __init__(
        self, access: Access, instruction: Instruction, where: Any, data: Any = None
    ) -> None:
        super().__init__(data)
        del instruction
        authorities = Authority.objects.select_related("municipality").filter(pk__in=where)
        offer(self, "authority", authorities)
        versions = TemplateVersion.objects.visible_to(access).filter(template__authority__in=where)
        offer(self, "template_version", versions.select_related("template"))
