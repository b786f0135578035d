"""What is typed about a proposed follow-up."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from insyn.criteria.models import TemplateVersion
from insyn.criteria.rules import TemplateState
from insyn.followups.models import FollowupForm, FollowupProposal
from insyn.followups.queries.proposals import forms_for, lot_of, usual_form
from insyn.followups.rules.proposals import ProposalGround, ProposalState
from insyn.kernel.access import Access
from insyn.platform import clock
from insyn.platform.forms import FilterForm, InsynForm, any_choice, offer
from insyn.registry.forms.lots import LotField
from insyn.registry.models import Lot

SETTLED = [
    (ProposalState.ACCEPTED.value, _("Antagna")),
    (ProposalState.DECLINED.value, _("Avböjda")),
]


class ProposalFilter(FilterForm):
    """Ask which proposals to list: the open ones, unless more is asked for."""

    q = forms.CharField(label=_("Utförare"), max_length=100)
    show = forms.ChoiceField(
        label=_("Visa"),
        choices=[("", _("Väntar på svar")), *SETTLED, ("all", _("Alla"))],
    )
    ground = forms.ChoiceField(label=_("Grund"), choices=any_choice(ProposalGround.choices()))


class AcceptForm(InsynForm):
    """Ask when and how the proposed follow-up is to be made."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    planned_for = forms.DateField(label=_("Planerad till"))
    form = forms.ModelChoiceField(
        FollowupForm.objects.none(),
        label=_("Form för uppföljning"),
        required=False,
        empty_label=_("Ingen form, jag väljer mall"),
        help_text=_("Formen avgör mall, nummer och hur många som gör uppföljningen."),
    )
    template_version = forms.ModelChoiceField(
        TemplateVersion.objects.none(),
        label=_("Uppföljningsmall"),
        required=False,
        empty_label=_("Formens mall"),
        help_text=_("Behövs bara när du inte väljer en form."),
    )
    lot = LotField(
        Lot.objects.none(),
        label=_("Avtalsområde"),
        required=False,
        help_text=_("Lämna tomt om hela kontraktet följs upp."),
    )

    def __init__(self, access: Access, proposal: FollowupProposal, data: QueryDict | None) -> None:
        middle = proposal.window_from + (proposal.window_to - proposal.window_from) / 2
        known = {
            "version": proposal.version,
            "planned_for": max(middle, clock.today()),
            "form": usual_form(access, proposal),
            "lot": lot_of(access, proposal),
        }
        super().__init__(data, initial=known)
        versions = TemplateVersion.objects.visible_to(access).filter(state=TemplateState.PUBLISHED)
        offer(self, "form", forms_for(access, proposal))
        offer(self, "template_version", versions.select_related("template"))
        lots = Lot.objects.visible_to(access).filter(contracts=proposal.contract_id)
        offer(self, "lot", lots)

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not said.get("form") and not said.get("template_version"):
            self.add_error("template_version", _("Välj en form eller en uppföljningsmall."))
        return said


class DeclineForm(InsynForm):
    """Ask why the proposed follow-up is not made."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Varför ni inte gör uppföljningen"), max_length=300)
