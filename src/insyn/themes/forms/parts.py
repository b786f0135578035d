"""What is typed about the parts of a review."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from insyn.criteria.models import TemplateVersion
from insyn.criteria.rules import TemplateState
from insyn.followups.models import Followup, FollowupForm
from insyn.followups.queries.forms import forms_in_use
from insyn.kernel.access import Access
from insyn.kernel.lottery import SEED_LENGTH
from insyn.platform import clock
from insyn.platform.forms import FilterForm, SeveralField, choices_of, offer
from insyn.registry.models import Contract, ServiceArea
from insyn.themes.forms.reviews import VersionForm
from insyn.themes.models import (
    Recommendation,
    ThematicReview,
    ThemeCause,
    ThemeService,
    ThemeSource,
)
from insyn.themes.queries.reviews import areas, causes_of, sources_of
from insyn.themes.queries.sample import (
    areas_to_draw,
    contracts_to_add,
    followups_to_link,
    searched,
)
from insyn.themes.rules import Receiver, SourceKind, Strength


class SourceForm(VersionForm):
    """Ask where knowledge comes from."""

    kind = forms.TypedChoiceField(
        label=_("Slag"), choices=[("", _("Välj")), *choices_of(SourceKind)], coerce=SourceKind
    )
    text = forms.CharField(
        label=_("Källa"),
        max_length=300,
        help_text=_("Till exempel Öppna jämförelser 2025 eller intervjuer med chefer."),
    )
    amount = forms.IntegerField(
        label=_("Antal"),
        min_value=0,
        max_value=1_000_000,
        required=False,
        help_text=_("Antal handlingar, svar, besök eller samtal."),
    )

    def __init__(
        self, access: Access, review: ThematicReview, row: ThemeSource | None, data: Any = None
    ) -> None:
        del access
        super().__init__(data, initial=_known(self, review, row))


class CauseForm(VersionForm):
    """Ask for a cause, how strong it is and what it stands on."""

    text = forms.CharField(label=_("Orsak"), max_length=300)
    strength = forms.TypedChoiceField(
        label=_("Styrka"),
        choices=[("", _("Välj")), *choices_of(Strength)],
        coerce=Strength,
        help_text=_(
            "Stark: minst två slag av källor och mer än en verksamhet. Måttlig: det ena eller "
            "det andra. Svag: minst en källa."
        ),
    )
    sources = SeveralField(
        ThemeSource.objects.none(),
        label=_("Källor"),
        required=False,
        help_text=_("Kryssa för dem som orsaken stöder sig på."),
    )
    basis = forms.CharField(label=_("Vad den stöder sig på"), widget=forms.Textarea)
    services = forms.IntegerField(
        label=_("Antal verksamheter där den sågs"),
        min_value=0,
        max_value=100_000,
        required=False,
        help_text=_("Färre än fem skrivs aldrig ut i rapporten."),
    )

    def __init__(
        self, access: Access, review: ThematicReview, row: ThemeCause | None, data: Any = None
    ) -> None:
        known = _known(self, review, row)
        if row is not None:
            known["sources"] = list(row.sources.visible_to(access).values_list("pk", flat=True))
        super().__init__(data, initial=known)
        offer(self, "sources", sources_of(access, review))
        self.fields["sources"].label_from_instance = _source  # type: ignore[attr-defined]


def _source(row: ThemeSource) -> str:
    return f"{_(SourceKind(row.kind).label)}: {row.text}"


class RecommendationForm(VersionForm):
    """Ask what ought to be done, by whom, because of what and when it is looked at again."""

    text = forms.CharField(label=_("Rekommendation"), widget=forms.Textarea)
    receiver = forms.TypedChoiceField(
        label=_("Riktas till"), choices=[("", _("Välj")), *choices_of(Receiver)], coerce=Receiver
    )
    cause = forms.ModelChoiceField(
        ThemeCause.objects.none(), label=_("Orsak"), required=False, empty_label=_("Ingen vald")
    )
    due_on = forms.DateField(
        label=_("Följs upp"),
        required=False,
        help_text=_("Den dagen kommer rekommendationen upp på listan Att göra."),
    )

    def __init__(
        self, access: Access, review: ThematicReview, row: Recommendation | None, data: Any = None
    ) -> None:
        super().__init__(data, initial=_known(self, review, row))
        offer(self, "cause", causes_of(access, review))


class DoneForm(VersionForm):
    """Ask when and how a recommendation was carried out."""

    done_on = forms.DateField(label=_("Genomförd"), initial=clock.today)
    done_note = forms.CharField(label=_("Vad som gjordes"), max_length=300)


MOST_SHOWN = 100


class SampleFilter(FilterForm):
    """Ask which services to show among those that can be taken into the sample."""

    q = forms.CharField(label=_("Sök utförare, avtal eller verksamhet"), max_length=100)


class SampleForm(VersionForm):
    """Ask which services to take into the sample: all of an area, or one by one.

    Of those that ``words`` find the first hundred are shown; ``found`` of ``possible`` is how
    many they are.
    """

    area = forms.ModelChoiceField(
        ServiceArea.objects.none(),
        label=_("Alla i verksamhetsområdet"),
        required=False,
        empty_label=_("Inget valt"),
        help_text=_("Alla kontrakt som används och har ett avtalsområde eller en verksamhet där."),
    )
    contracts = SeveralField(
        Contract.objects.none(), label=_("Enstaka verksamheter"), required=False
    )

    def __init__(
        self, access: Access, review: ThematicReview, data: Any = None, *, words: str = ""
    ) -> None:
        super().__init__(data, initial={"version": review.version})
        offer(self, "area", areas())
        every = contracts_to_add(access, review)
        rows = searched(every, words)
        offer(self, "contracts", rows)
        self.possible, self.found = every.count(), rows.count()
        field = self.fields["contracts"]
        field.widget.choices = [(row.pk, str(row)) for row in rows[:MOST_SHOWN]]
        if not self.found:
            del self.fields["contracts"]

    @property
    def is_cut(self) -> bool:
        return self.found > MOST_SHOWN


class DrawForm(VersionForm):
    """Ask how many services to draw, in which service area and by which seed."""

    area = forms.ModelChoiceField(
        ServiceArea.objects.none(),
        label=_("Lotta bland"),
        required=False,
        empty_label=_("Alla verksamhetsområden"),
    )
    count = forms.IntegerField(label=_("Antal att lotta"), min_value=1, max_value=10_000)
    seed = forms.CharField(
        label=_("Frö"),
        max_length=SEED_LENGTH,
        help_text=_(
            "Samma frö bland samma verksamheter ger alltid samma urval. Bokstäver, siffror, "
            "mellanslag och tecknen - / . , : _ +. Högst 60 tecken."
        ),
    )

    def __init__(self, access: Access, review: ThematicReview, data: Any = None) -> None:
        seed = f"{clock.today().isoformat()} granskning {review.pk}"
        super().__init__(data, initial={"version": review.version, "seed": seed})
        self.possible = contracts_to_add(access, review).count()
        if review.service_area is not None:
            del self.fields["area"]
            return
        counts = areas_to_draw(access, review)
        offer(self, "area", areas().filter(pk__in=counts))
        self.fields["area"].label_from_instance = lambda row: f"{row} ({counts[row.pk]})"  # type: ignore[attr-defined]


class ServiceForm(VersionForm):
    """Ask which follow-up a service of the sample has, and for a note."""

    followup = forms.ModelChoiceField(
        Followup.objects.none(),
        label=_("Uppföljning"),
        required=False,
        empty_label=_("Ingen"),
        help_text=_("Uppföljningar av slaget Tema som gäller samma kontrakt."),
    )
    text = forms.CharField(label=_("Anteckning"), max_length=300, required=False)

    def __init__(self, access: Access, service: ThemeService, data: Any = None) -> None:
        known = {
            "version": service.review.version,
            "followup": service.followup_id,
            "text": service.note,
        }
        super().__init__(data, initial=known)
        offer(self, "followup", followups_to_link(access, service))


class FollowupsForm(VersionForm):
    """Ask when the follow-ups are planned for, and with which form and template."""

    planned_for = forms.DateField(label=_("Planerad till"))
    form = forms.ModelChoiceField(
        FollowupForm.objects.none(),
        label=_("Form"),
        required=False,
        empty_label=_("Ingen form"),
        help_text=_("Formen bestämmer djup, steg och nummer. Slaget blir alltid Tema."),
    )
    template_version = forms.ModelChoiceField(
        TemplateVersion.objects.none(),
        label=_("Uppföljningsmall"),
        required=False,
        help_text=_("Lämna tomt för formens mall. Bara publicerade mallar går att välja."),
    )

    def __init__(self, access: Access, review: ThematicReview, data: Any = None) -> None:
        initial = {"version": review.version, "planned_for": review.starts_on}
        super().__init__(data, initial=initial)
        versions = TemplateVersion.objects.visible_to(access).filter(state=TemplateState.PUBLISHED)
        offer(self, "template_version", versions.select_related("template"))
        offer(self, "form", forms_in_use(access, [review.authority_id]))


def _known(form: VersionForm, review: ThematicReview, row: object | None) -> dict[str, Any]:
    """Return what the form begins with: the row's own values and the review's version."""
    names = [name for name in form.base_fields if name not in {"version", "sources"}]
    known = {name: getattr(row, name) for name in names} if row is not None else {}
    return {**known, "version": review.version}
