"""Whether a review's texts name a provider or a unit of its sample."""

from django.utils.translation import gettext_noop

from insyn.kernel.access import Access
from insyn.registry.models import Contract, Provider, ProviderName, Unit
from insyn.themes.models import ThematicReview
from insyn.themes.queries.reviews import causes_of, recommendations_of, sources_of
from insyn.themes.queries.sample import sample_of
from insyn.themes.rules.names import Named, names_in


def named_in(access: Access, review: ThematicReview) -> list[Named]:
    """Return the names of the sample that the texts hold, with where each stands."""
    return names_in(_texts(access, review), _names(access, review), own=_own(review))


def named_in_text(access: Access, review: ThematicReview, text: str, *, place: str) -> list[Named]:
    """Return the names of the sample that one text beside the report holds."""
    return names_in({place: text}, _names(access, review), own=_own(review))


def _texts(access: Access, review: ThematicReview) -> dict[str, str]:
    """Return the texts of the report by the place that the page calls them."""
    causes = [f"{row.text}. {row.basis}" for row in causes_of(access, review)]
    return {
        gettext_noop("Rubrik"): review.title,
        gettext_noop("Tema"): review.theme,
        gettext_noop("Frågeställning"): review.question,
        gettext_noop("Metod"): review.method,
        gettext_noop("Urval"): review.sample_text,
        gettext_noop("Resultat"): review.results,
        gettext_noop("Analys"): review.discussion,
        gettext_noop("Begränsningar"): review.limits,
        gettext_noop("Källor"): ". ".join(row.text for row in sources_of(access, review)),
        gettext_noop("Orsaker"): ". ".join(causes),
        gettext_noop("Rekommendationer"): ". ".join(
            row.text for row in recommendations_of(access, review)
        ),
    }


def _names(access: Access, review: ThematicReview) -> set[str]:
    sample = sample_of(access, review).order_by()
    keys = list(sample.values_list("contract_id", flat=True))
    contracts = Contract.objects.visible_to(access).filter(pk__in=keys).order_by()
    providers = list(
        Provider.objects.filter(pk__in=contracts.values("provider")).select_related("group")
    )
    known = {provider.name for provider in providers}
    known |= {provider.group.name for provider in providers if provider.group}
    known |= {f"{row.org_number[:6]}-{row.org_number[6:]}" for row in providers}
    known |= {row.org_number for row in providers}
    known |= set(ProviderName.objects.filter(provider__in=providers).values_list("name", flat=True))
    known |= set(Unit.objects.filter(provider__in=providers).values_list("name", flat=True))
    called = sample.filter(followup__isnull=False).values_list("followup__provider_name", flat=True)
    return known | {name for name in called if name}


def _own(review: ThematicReview) -> list[str]:
    board = review.authority
    town = board.municipality.name
    return [
        str(board), board.name, board.administration, town, f"{town} kommun", f"{town}s kommun"
    ]  # fmt: skip
