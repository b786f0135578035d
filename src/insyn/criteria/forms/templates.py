"""What is typed about a template as a whole."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from insyn.accounts.models import Authority, Cooperation
from insyn.criteria.forms.shared import LONGEST_NAME, ReadForm
from insyn.criteria.models import Scale, TemplateVersion
from insyn.criteria.queries.scales import usable_scales
from insyn.criteria.queries.shipped import shipped_templates
from insyn.criteria.rules import TemplateKind, TemplateState
from insyn.kernel.access import Access, Permission
from insyn.kernel.choices import Choice
from insyn.platform.forms import FilterForm, InsynForm, any_choice, choices_of, offer
from insyn.registry.models import ServiceArea
from insyn.requirements.models import QualityArea


class Beginning(Choice):
    """What a new template begins with."""

    SHIPPED = "shipped", "En färdig mall"
    COPY = "copy", "En kopia av en annan mall"
    EMPTY = "empty", "En tom mall"


class TemplateFilter(FilterForm):
    """Ask which templates to list."""

    q = forms.CharField(label=_("Mallens namn"), max_length=100)
    kind = forms.ChoiceField(label=_("Slag"), choices=any_choice(TemplateKind.choices()))
    area = forms.ModelChoiceField(
        ServiceArea.objects.all(), label=_("Verksamhetsområde"), empty_label=_("Alla")
    )
    state = forms.ChoiceField(label=_("Läge"), choices=any_choice(TemplateState.choices()))
    authority = forms.ModelChoiceField(
        Authority.objects.none(), label=_("Nämnd"), empty_label=_("Alla")
    )

    def __init__(self, access: Access, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owners = TemplateVersion.objects.visible_to(access).order_by()
        authorities = Authority.objects.select_related("municipality")
        offer(
            self,
            "authority",
            authorities.filter(pk__in=owners.values("template__authority").distinct()),
        )


class TemplateForm(InsynForm):
    """Ask what a new template is called, whose it is and what it begins with."""

    name = forms.CharField(label=_("Namn"), max_length=LONGEST_NAME)
    authority = forms.ModelChoiceField(Authority.objects.none(), label=_("Nämnd"))
    cooperation = forms.ModelChoiceField(
        Cooperation.objects.none(),
        label=_("Samverkan"),
        required=False,
        help_text=_("De andra nämnderna i samverkan kan då använda mallen."),
    )
    beginning = forms.TypedChoiceField(
        label=_("Börja med"),
        choices=choices_of(Beginning),
        coerce=Beginning,
        initial=Beginning.SHIPPED,
        widget=forms.RadioSelect,
    )
    shipped = forms.ChoiceField(
        label=_("Färdig mall"),
        required=False,
        help_text=_("Behövs bara när du börjar med en färdig mall. Du kan ändra allt i den."),
    )
    copied = forms.ModelChoiceField(
        TemplateVersion.objects.none(),
        label=_("Mall att kopiera"),
        required=False,
        help_text=_(
            "Behövs bara när du börjar med en kopia. Du kan kopiera egna mallar och dem som andra "
            "nämnder delar i samverkan."
        ),
    )
    kind = forms.ChoiceField(
        label=_("Slag"), required=False, help_text=_("Tomt betyder som i det du börjar med.")
    )
    service_area = forms.ModelChoiceField(
        ServiceArea.objects.all(),
        label=_("Verksamhetsområde"),
        required=False,
        help_text=_("Tomt betyder som i det du börjar med, eller alla."),
    )

    def __init__(self, access: Access, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owners = access.authorities_where(Permission.EDIT_TEMPLATES)
        versions = TemplateVersion.objects.visible_to(access).select_related("template")
        offer_owners(self, access)
        offer(self, "cooperation", Cooperation.objects.filter(members__in=owners).distinct())
        offer(self, "copied", versions)
        shipped = [(template.code, template.name) for template in shipped_templates()]
        _offer_choices(self, "shipped", [("", _("Välj")), *shipped])
        _offer_choices(self, "kind", [("", _("Välj")), *choices_of(TemplateKind)])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("beginning") == Beginning.COPY and cleaned.get("copied") is None:
            self.add_error("copied", _("Välj vilken mall du vill kopiera."))
        if cleaned.get("beginning") == Beginning.SHIPPED and not cleaned.get("shipped"):
            self.add_error("shipped", _("Välj vilken färdig mall du vill börja med."))
        return cleaned


def _offer_choices(form: forms.BaseForm, name: str, choices: list[tuple[str, Any]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


def offer_owners(form: forms.BaseForm, access: Access) -> None:
    """Let the form's authority be one in which the asker may edit templates."""
    owners = access.authorities_where(Permission.EDIT_TEMPLATES)
    offer(form, "authority", Authority.objects.select_related("municipality").filter(pk__in=owners))
    if len(owners) == 1:
        form.fields["authority"].initial = next(iter(owners))


class TemplateChangeForm(ReadForm):
    """Ask what a draft is called and for, and how what is asked is assessed."""

    name = forms.CharField(label=_("Namn"), max_length=LONGEST_NAME)
    kind = forms.TypedChoiceField(
        label=_("Slag"), choices=choices_of(TemplateKind), coerce=TemplateKind
    )
    service_area = forms.ModelChoiceField(
        ServiceArea.objects.all(), label=_("Verksamhetsområde"), required=False
    )
    purpose = forms.CharField(
        label=_("Syfte"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=2000,
        help_text=_("Visas för den som svarar och för den som granskar."),
    )
    cooperation = forms.ModelChoiceField(
        Cooperation.objects.none(),
        label=_("Samverkan"),
        required=False,
        help_text=_("De andra nämnderna i samverkan kan då använda mallen."),
    )
    scale = forms.ModelChoiceField(
        Scale.objects.none(),
        label=_("Bedömningsskala"),
        required=False,
        empty_label=_("De vanliga nivåerna"),
        help_text=_("Så bedöms områdena. En skala som är tagen ur bruk erbjuds inte."),
    )
    is_scored = forms.BooleanField(
        label=_("Räkna ut en andel uppfyllda krav"),
        required=False,
        help_text=_(
            "Andelen räknas på frågornas vikter. Regeln visas på mallens sida. Andelen visas ännu "
            "inte i uppföljningarna."
        ),
    )
    hides_score = forms.BooleanField(
        label=_("Dölj andelen för uppföljaren"),
        required=False,
        help_text=_(
            "Andelen visas ännu inte i uppföljningarna. När den gör det får uppföljaren se den "
            "först när utkastet delas, så att den inte styr bedömningen."
        ),
    )
    change_note = forms.CharField(
        label=_("Vad som är nytt i den här versionen"),
        required=False,
        max_length=300,
        help_text=_("Till exempel ”Nya frågor om lex Sarah”."),
    )

    def __init__(self, access: Access, version: TemplateVersion, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner = version.template.authority_id
        scales = Scale.objects.visible_to(access).filter(pk=version.scale_id or 0)
        offer(self, "scale", (usable_scales(access, owner) | scales).order_by("name", "pk"))
        offer(self, "cooperation", Cooperation.objects.filter(members=owner))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("hides_score") and not cleaned.get("is_scored"):
            self.add_error("hides_score", _("Det finns ingen andel att dölja. Välj att räkna ut."))
        return cleaned


class SectionForm(ReadForm):
    """Ask what an area is called and what it is about."""

    name = forms.CharField(label=_("Områdets namn"), max_length=LONGEST_NAME)
    area = forms.ModelChoiceField(
        QualityArea.objects.none(),
        label=_("Kvalitetsområde"),
        required=False,
        help_text=_("Så kan resultat läggas samman över mallar."),
    )
    intro = forms.CharField(
        label=_("Inledning"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=2000,
    )

    def __init__(self, access: Access, owner_id: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = QualityArea.objects.visible_to(access).filter(authority=owner_id)
        present = Q(pk=self.initial.get("area") or 0)
        offer(self, "area", rows.filter(Q(retired_on=None) | present))
