import datetime
from typing import Any

import pytest

from insyn.accounts.models import Authority, User
from insyn.followups.rules import State
from insyn.kernel.access import Access, Role
from insyn.registry.models import Contract
from insyn.registry.queries import access_of
from insyn.themes import services
from insyn.themes.models import ThematicReview
from insyn.themes.rules import Receiver, SourceKind, Strength
from tests import people
from tests.factories import (
    AgreementFactory,
    ContractFactory,
    FollowupFactory,
    LotFactory,
    ServiceAreaFactory,
)

START, END = datetime.date(2026, 3, 1), datetime.date(2026, 5, 31)
WHY = "Provet läser raderna."


def head(**facts) -> services.ReviewFacts:
    known: dict[str, Any] = {
        "title": "Bemötande på kvällar",
        "theme": "bemötande",
        "question": "Varför klagar fler på bemötandet på kvällarna?",
        "starts_on": START,
        "ends_on": END,
    }
    return services.ReviewFacts(**(known | facts))


@pytest.fixture
def access(anna: User) -> Access:
    """Writes reviews in Ekby."""
    return access_of(anna)


@pytest.fixture
def chief(ekby: Authority) -> Access:
    """Decides on reports in Ekby."""
    return access_of(people.member(ekby, Role.DECISION_MAKER, "Chef"))


@pytest.fixture
def area():
    return ServiceAreaFactory.create(name="Boendestöd i prov")


@pytest.fixture
def contracts(ekby: Authority, area) -> list[Contract]:
    """Six contracts of Ekby in the service area."""
    agreement = AgreementFactory.create(authority=ekby, title="Valfrihet boendestöd")
    lot = LotFactory.create(agreement=agreement, service_area=area)
    found = []
    for number in range(6):
        contract = ContractFactory.create(
            agreement=agreement, provider__name=f"Solgården {'abcdef'[number]}yn AB"
        )
        contract.lots.add(lot)
        found.append(contract)
    return found


@pytest.fixture
def review(access: Access, ekby: Authority, area) -> ThematicReview:
    return services.create_review(access, ekby, facts=head(service_area=area))


@pytest.fixture
def ongoing(access: Access, review: ThematicReview, contracts) -> ThematicReview:
    """A review that has begun, with the whole area as its sample."""
    services.add_services(access, review, area=review.service_area, version=version_of(review))
    return services.start_review(access, review, version=version_of(review))


@pytest.fixture
def ready(access: Access, ongoing: ThematicReview) -> ThematicReview:
    """A review with all that its report demands."""
    fill(access, ongoing)
    return fresh(ongoing)


def fill(access: Access, review: ThematicReview) -> None:
    sources = [add_source(access, review, kind) for kind in (SourceKind.SURVEY, SourceKind.VISITS)]
    cause = services.save_cause(
        access,
        review,
        facts=services.CauseInput(
            "Ny personal får ingen introduktion", Strength.STRONG, "Sågs i samtal.", sources, 5
        ),
        version=version_of(review),
    )
    services.save_recommendation(
        access,
        review,
        facts=services.RecommendationFacts(
            "Ta fram en introduktion", Receiver.PROVIDERS, cause, datetime.date(2026, 9, 1)
        ),
        version=version_of(review),
    )
    facts = services.TextFacts("Klagomålen gäller kvällar.", "De nya är många.", "Bara kvällar.")
    services.write_texts(access, review, facts=facts, version=version_of(review))


def add_source(access: Access, review: ThematicReview, kind: SourceKind):
    facts = services.SourceFacts(kind, f"Underlag av slaget {kind.label}", 12)
    return services.save_source(access, review, facts=facts, version=version_of(review))


def fresh(review: ThematicReview) -> ThematicReview:
    return ThematicReview.objects.unscoped(reason=WHY).get(pk=review.pk)


def version_of(review: ThematicReview) -> int:
    return fresh(review).version


def assessed(contract: Contract, **facts):
    return FollowupFactory.create(
        authority=contract.agreement.authority, contract=contract, state=State.ASSESSED,
        kind="theme", **facts,
    )  # fmt: skip
