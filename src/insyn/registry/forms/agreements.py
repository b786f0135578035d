"""Forms about agreements: which to list, and their terms."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from insyn.accounts.models import Authority, Cooperation, User
from insyn.kernel.access import Access, Permission
from insyn.platform import clock
from insyn.platform.forms import FilterForm, any_choice, choices_of, offer
from insyn.registry.forms.providers import VersionedForm
from insyn.registry.models import Agreement
from insyn.registry.queries.agreements import possible_responsible
from insyn.registry.rules import AgreementForm
from insyn.registry.rules.columns import LONGEST_CASE_NUMBER
from insyn.registry.rules.names import LONGEST_NAME
from insyn.registry.rules.terms import LONGEST_NOTICE

IN_FORCE, COMING, ENDED = "in_force", "coming", "ended"


class AgreementFilter(FilterForm):
    """Ask which agreements to list."""

    q = forms.CharField(label=_("Rubrik eller diarienummer"), max_length=100)
    form = forms.ChoiceField(label=_("Avtalsform"), choices=any_choice(AgreementForm.choices()))
    period = forms.ChoiceField(
        label=_("Giltighet"),
        choices=[
            ("", _("Alla")),
            (IN_FORCE, _("Gäller nu")),
            (COMING, _("Har inte börjat")),
            (ENDED, _("Har upphört")),
        ],
    )
    is_mine = forms.BooleanField(label=_("Bara mina"))


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]  # only in stubs
    """A person to choose, shown with what tells two of the same name apart."""

    def label_from_instance(self, obj: Model) -> str:
        assert isinstance(obj, User)
        name = obj.get_full_name()
        return f"{name} ({obj.username})" if name else obj.username


class AgreementDetailsForm(VersionedForm):
    """Ask for the terms of an agreement."""

    needed_later = frozenset({"form_name"})
    title = forms.CharField(label=_("Rubrik"), max_length=LONGEST_NAME)
    authority = forms.ModelChoiceField(Authority.objects.none(), label=_("Nämnd"))
    case_number = forms.CharField(
        label=_("Diarienummer"), max_length=LONGEST_CASE_NUMBER, required=False
    )
    form = forms.TypedChoiceField(
        label=_("Avtalsform"), choices=choices_of(AgreementForm), coerce=AgreementForm
    )
    form_name = forms.CharField(
        label=_("Nämndens namn på formen"),
        max_length=80,
        required=False,
        help_text=_("Behövs för ”Annan form”. Annars om ni kallar formen något eget."),
    )
    starts_on = forms.DateField(label=_("Gäller från"))
    ends_on = forms.DateField(
        label=_("Gäller till"),
        required=False,
        help_text=_(
            "Sista dagen, utan de optioner som inte är avropade. Tomt betyder tills vidare."
        ),
    )
    has_unknown_period = forms.BooleanField(
        label=_("Avtalstiden framgår inte"),
        required=False,
        help_text=_("Datumet i ”Gäller från” är då en dag som avtalet säkert gällde."),
    )
    notice_months = forms.IntegerField(
        label=_("Uppsägningstid i månader"),
        min_value=0,
        max_value=LONGEST_NOTICE,
        required=False,
        help_text=_("Ger sista dag att säga upp avtalet i bevakningen."),
    )
    has_insight_clause = forms.BooleanField(
        label=_("Avtalet har en insynsklausul"),
        required=False,
        help_text=_(
            "Ger allmänheten insyn i verksamheten. Krävs i avtal med privata utförare "
            "(kommunallagen 10 kap. 9 §)."
        ),
    )
    insight_clause = forms.CharField(
        label=_("Insynsklausulens text"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Klausulen så som den står i avtalet, med dess nummer."),
    )
    responsible = PersonField(
        User.objects.none(),
        label=_("Avtalsansvarig"),
        required=False,
        empty_label=_("Ingen vald"),
        help_text=_("Någon med en roll i nämnden. Avtalets datum hamnar bland personens egna."),
    )
    cooperation = forms.ModelChoiceField(
        Cooperation.objects.none(),
        label=_("Samverkan"),
        required=False,
        help_text=_("De andra nämnderna i samverkan kan då läsa avtalet och det som rapporterats."),
    )

    def __init__(
        self, access: Access, agreement: Agreement | None, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        ids = access.authorities_where(Permission.EDIT_REGISTER)
        if agreement is not None:
            ids = frozenset({agreement.authority_id})
        offer(
            self, "authority", Authority.objects.select_related("municipality").filter(pk__in=ids)
        )
        offer(self, "cooperation", Cooperation.objects.filter(members__in=ids).distinct())
        offer(self, "responsible", self._offered(ids, agreement))
        if len(ids) == 1:
            self.fields["authority"].initial = next(iter(ids))

    def _offered(self, authority_ids: Iterable[int], agreement: Agreement | None) -> QuerySet[Any]:
        """Return those with a role, and the one who stands there even if they have left."""
        people = possible_responsible(authority_ids, today=clock.today())
        now = agreement.responsible_id if agreement else None
        return people | User.objects.filter(pk__in=[now] if now else [])
