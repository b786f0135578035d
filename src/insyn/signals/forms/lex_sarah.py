"""Reading what is typed about a lex Sarah notice."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from insyn.accounts.models import Authority
from insyn.kernel.access import Access, Permission
from insyn.platform import clock
from insyn.platform.forms import FilterForm, InsynForm, offer
from insyn.registry.models import Provider, Unit
from insyn.signals.models import LexSarahNotice
from insyn.signals.queries.lex_sarah import years_of_notices
from insyn.signals.queries.signals import authorities_of, units_to_report
from insyn.signals.rules.lex_sarah import NoticeTimes
from insyn.signals.rules.triage import TEXT_LENGTH
from insyn.signals.services.lex_sarah import NoticeFacts

TIMES = tuple(NoticeTimes.__slots__)


class NoticeFilter(FilterForm):
    """Ask which notices to list."""

    q = forms.CharField(label=_("Utförare"), max_length=100)
    year = forms.TypedChoiceField(label=_("År"), coerce=int, empty_value=None)
    serious = forms.BooleanField(label=_("Bara allvarliga"))

    def __init__(self, access: Access, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = [(str(year), str(year)) for year in years_of_notices(access)]
        self.fields["year"].choices = [("", _("Alla")), *years]  # type: ignore[attr-defined]


class NoticeForm(InsynForm):
    """Ask what the provider has told, and when each step was taken."""

    authority = forms.ModelChoiceField(Authority.objects.none(), label=_("Nämnd"))
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label=_("Verksamhet"), required=False,
        empty_label=_("Hela utföraren, eller vet inte"),
    )  # fmt: skip
    case_number = forms.CharField(label=_("Diarienummer"), max_length=60, required=False)
    text = forms.CharField(
        label=_("Vad underrättelsen gäller"),
        help_text=_("Kort, utan namn och personnummer på enskilda."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=TEXT_LENGTH,
    )
    is_serious = forms.BooleanField(
        label=_("Allvarligt missförhållande, eller påtaglig risk för ett"), required=False
    )
    happened_on = forms.DateField(label=_("Händelsen inträffade"))
    reported_on = forms.DateField(label=_("Rapporterades hos utföraren"))
    told_board_on = forms.DateField(
        label=_("Nämnden underrättades"), required=False,
        help_text=_("Dagen utföraren först berättade, om den är en annan än när det kom in."),
    )  # fmt: skip
    received_on = forms.DateField(label=_("Underrättelsen kom in"))
    investigated_on = forms.DateField(label=_("Utredningen blev klar"), required=False)
    remedied_on = forms.DateField(label=_("Missförhållandet avhjälptes"), required=False)
    to_ivo_on = forms.DateField(label=_("Anmäldes till IVO"), required=False)

    def __init__(
        self,
        access: Access,
        provider: Provider,
        notice: LexSarahNotice | None = None,
        data: Any = None,
    ) -> None:
        names = ("unit", "case_number", "text", "is_serious", *TIMES)
        known: dict[str, Any] = {"received_on": clock.today()}
        if notice is not None:
            known = {name: getattr(notice, name) for name in (*names, "version")}
        super().__init__(data, initial=known)
        offer(self, "unit", units_to_report(provider, clock.today()))
        if notice is not None:
            del self.fields["authority"]
            self.fields["version"] = forms.IntegerField(widget=forms.HiddenInput)
            if notice.unit_id:
                offer(self, "unit", Unit.objects.filter(provider=provider))
            return
        offer(self, "authority", authorities_of(access, Permission.HANDLE_SIGNALS))
        if len(where := access.authorities_where(Permission.HANDLE_SIGNALS)) == 1:
            self.initial["authority"] = next(iter(where))

    def facts(self) -> NoticeFacts:
        """Return what was typed."""
        said = self.cleaned_data
        return NoticeFacts(
            text=said["text"],
            times=NoticeTimes(**{name: said[name] for name in TIMES}),
            is_serious=said["is_serious"],
            unit=said["unit"],
            case_number=said["case_number"],
        )
