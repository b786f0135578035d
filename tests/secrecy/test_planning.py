"""Plans, assessments, selections and matters for the board never leave the board unasked."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.apps import apps
from django.db import models
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse

from insyn.accounts.models import Authority, User
from insyn.board.models import BoardItem, WordLayout
from insyn.board.rules import LayoutKind
from insyn.kernel.access import Role, Secrecy
from insyn.plans.models import (
    ActivityPeriod,
    ActivityTarget,
    FormStage,
    Plan,
    PlanChange,
    PlannedActivity,
    PlanSection,
    Rhythm,
)
from insyn.plans.rules import ChangeKind, PlanState, RhythmKind, Scope
from insyn.platform import clock
from insyn.platform.scoping import Scoped
from insyn.registry.models import Provider
from insyn.registry.queries import access_of
from insyn.risk.models import (
    FocusArea,
    RiskAssessment,
    RiskModelVersion,
    RiskScore,
    Selection,
)
from insyn.risk.rules.kinds import AssessmentState, RiskBand
from tests.doors import POST_ONLY
from tests.factories import (
    DAY,
    AgreementFactory,
    BoardItemFactory,
    ContractFactory,
    MembershipFactory,
    PlanFactory,
    PlanFormFactory,
    PlannedActivityFactory,
    ProviderContactFactory,
    ProviderFactory,
    RiskAssessmentFactory,
    RiskModelFactory,
    RiskModelVersionFactory,
    TemplateVersionFactory,
)
from tests.secrecy.walking import readable, told
from tests.test_doors import DOORS, names
from tests.world import document

pytestmark = pytest.mark.django_db

TOKEN = "zorvia"
"""Stands in every name and text of Ekby's planning, and nowhere else."""

PART = TOKEN[:4]
"""Finds the token and is no leak when a page repeats what was searched for."""

OURS, THEIRS = 700_001, 700_002
"""The keys of every row of Ekby's and of Norrby's planning."""

APPS = ("plans", "risk", "board")
PUBLIC = {"plans.Programme", "plans.ProgrammeGoal"}
"""Programmes are decided in public by the council of the municipality."""


@dataclass
class Planning:
    """One of everything that a board plans with."""

    plan: Plan
    activity: PlannedActivity
    period: ActivityPeriod
    version: RiskModelVersion
    assessment: RiskAssessment
    score: RiskScore
    item: BoardItem
    layout: WordLayout


def planning(authority: Authority, provider: Provider, word: str, key: int) -> Planning:
    """Return a board's planning: a draft, with the word in every text."""
    agreement = AgreementFactory.create(authority=authority, title=f"Ramavtal {word}")
    contract = ContractFactory.create(agreement=agreement, provider=provider)
    template = TemplateVersionFactory.create(
        template__authority=authority, template__name=f"Mall {word}"
    ).template
    plan = PlanFactory.create(pk=key, authority=authority, title=f"Plan {word}")
    form = PlanFormFactory.create(pk=key, plan=plan, name=f"Form {word}", purpose=word)
    stage = FormStage.objects.create(pk=key, form=form, name=f"Steg {word}")
    rhythm = Rhythm.objects.create(
        pk=key, authority=authority, name=f"Varje {word}", kind=RhythmKind.YEARS, every=1
    )
    activity = PlannedActivityFactory.create(
        pk=key, form=form, title=f"Aktivitet {word}", scope=Scope.AGREEMENT, agreement=agreement,
        template=template, rhythm=rhythm, theme="", note=word,
    )  # fmt: skip
    period = ActivityPeriod.objects.create(
        pk=key, activity=activity, stage=stage, label=f"Perioden {word}",
        starts_on=datetime.date(2026, 3, 1), ends_on=datetime.date(2026, 12, 31),
    )  # fmt: skip
    ActivityTarget.objects.create(pk=key, activity=activity, provider=provider)
    PlanSection.objects.create(pk=key, plan=plan, heading=f"Avsnitt {word}", text=word)
    PlanChange.objects.create(
        pk=key, plan=plan, kind=ChangeKind.TEXT, subject=f"Ändring {word}", reason=word,
        made_at=clock.now(),
    )  # fmt: skip
    model = RiskModelFactory.create(pk=key, authority=authority, name=f"Modell {word}")
    version = RiskModelVersionFactory.create(pk=key, model=model)
    assessment = RiskAssessmentFactory.create(
        pk=key, authority=authority, plan=plan, model_version=version, agreements=[agreement],
        title=f"Bedömning {word}", conclusion=word,
    )  # fmt: skip
    score = RiskScore.objects.create(
        pk=key, assessment=assessment, agreement=agreement, contract=contract, band=RiskBand.RED,
        measured=[None] * version.factors.visible_to(_all(authority)).count(),
        levels="4" * version.factors.visible_to(_all(authority)).count(),
    )  # fmt: skip
    FocusArea.objects.create(
        pk=key, plan=plan, assessment=assessment, theme=f"Fokus {word}", motivation=word
    )
    Selection.objects.create(
        pk=key, authority=authority, agreement=agreement, title=f"Urval {word}", year=2026,
        quota=1, activity=activity, assessment=assessment,
    )  # fmt: skip
    layout = WordLayout.objects.create(
        pk=key, authority=authority, kind=LayoutKind.MEMO, name=f"Wordmall {word}",
        document=document(authority, Secrecy.INTERNAL, f"Wordmall {word}"),
    )  # fmt: skip
    item = BoardItemFactory.create(pk=key, plan=plan, title=f"Ärende {word}", memo_layout=layout)
    return Planning(plan, activity, period, version, assessment, score, item, layout)


def _all(authority: Authority):
    user = MembershipFactory.create(authority=authority, role=Role.PLAN_OWNER).user
    return access_of(user)


@pytest.fixture
def ours(ekby: Authority, provider: Provider) -> Planning:
    """What Ekby plans; the provider is also followed up by Norrby."""
    return planning(ekby, provider, TOKEN, OURS)


@pytest.fixture
def theirs(norrby: Authority, provider: Provider) -> Planning:
    return planning(norrby, provider, "norrlig", THEIRS)


def scoped_models() -> list[type[models.Model]]:
    rows = [model for app in APPS for model in apps.get_app_config(app).get_models()]
    return [
        model
        for model in rows
        if isinstance(model._default_manager.all(), Scoped) and model._meta.label not in PUBLIC
    ]


def seen(user: User, key: int) -> set[str]:
    """Return the kinds of rows with the key that the user sees."""
    access = access_of(user)
    return {
        model._meta.label
        for model in scoped_models()
        if model._default_manager.visible_to(access).filter(pk=key).exists()
    }


def addresses(*keys: int) -> Iterator[str]:
    """Yield the pages of planning, with every key where one is asked for, and what leads there."""
    for name in sorted(set(names(get_resolver()))):
        if name.partition(":")[0] in APPS and not _is_for_posts(name):
            yield from _addresses(name, keys)
    for key in keys:
        yield reverse("followups:of_plan", args=[key])
        yield reverse("followups:start_activity", args=[key])
    yield reverse("followups:list") + f"?plan={OURS}&activity={OURS}"
    yield reverse("portal:start")
    yield reverse("portal:search") + f"?q={PART}"


def _is_for_posts(name: str) -> bool:
    return name in DOORS and DOORS[name].anna == POST_ONLY


def _addresses(name: str, keys: tuple[int, ...]) -> Iterator[str]:
    try:
        bare = reverse(name)
    except NoReverseMatch:
        for key in keys:
            try:
                yield reverse(name, kwargs={"pk": key})
            except NoReverseMatch:
                return
    else:
        yield from (bare, f"{bare}?q={PART}", f"{bare}?fil=csv")


def walk(client: Client, user: User, *keys: int) -> dict[str, str]:
    client.force_login(user)
    read = {}
    for address in addresses(*keys):
        read[address] = readable(client.get(address))
    return read


def test_the_walk_reaches_what_it_looks_for(client, anna, ours) -> None:
    found = told(walk(client, anna, OURS), TOKEN)

    for name in ("plans:list", "risk:assessments", "risk:models", "board:items", "board:layouts",
                 "plans:rhythms"):  # fmt: skip
        assert reverse(name) in found
    for name in ("plans:detail", "plans:activity", "risk:assessment", "risk:score", "board:item",
                 "risk:of_plan", "followups:of_plan"):  # fmt: skip
        assert reverse(name, args=[OURS]) in found


def test_another_municipality_sees_no_row_of_the_planning(anna, cilla, ours, theirs) -> None:
    assert len(seen(anna, OURS)) >= 14
    assert seen(cilla, OURS) == set()
    assert seen(cilla, THEIRS) == seen(anna, OURS)


@pytest.mark.parametrize("who", ["cilla", "dag", "contact", "system_admin", "own_contact"])
def test_nobody_outside_the_board_reads_a_word_of_it(request, client, who, ours, theirs) -> None:
    read = walk(client, request.getfixturevalue(who), OURS, THEIRS)

    assert told(read, TOKEN) == []


def test_no_field_of_another_municipality_offers_a_row_of_the_planning(
    client, cilla, ours, theirs
) -> None:
    client.force_login(cilla)
    offered, forms = [], 0
    for address in addresses(THEIRS):
        form = (client.get(address).context or {}).get("form")
        forms += form is not None
        for name, field in getattr(form, "fields", {}).items():
            rows = getattr(field, "queryset", None)
            if rows is not None and rows.model._meta.app_label in APPS:
                offered += [(address, name)] if rows.filter(pk=OURS).exists() else []

    assert offered == []
    assert forms > 10


def test_a_plan_of_two_boards_is_read_by_both_and_changed_by_its_owner(
    client, ekby, cilla, norrby
) -> None:
    plan = PlanFactory.create(authority=ekby, title="Gemensam plan", parties=[norrby])
    client.force_login(cilla)

    assert client.get(reverse("plans:detail", args=[plan.pk])).status_code == 200
    assert client.get(reverse("plans:edit", args=[plan.pk])).status_code == 403


INTERNAL = {"risk.RiskModel", "risk.RiskModelVersion", "risk.RiskFactor", "plans.Rhythm",
            "risk.Selection", "board.WordLayout"}  # fmt: skip
"""What everybody with a role in the board may read from the start."""


def test_a_reader_sees_nothing_of_a_draft(bo, ours) -> None:
    assert seen(bo, OURS) <= INTERNAL


def test_a_reader_sees_a_plan_and_all_in_it_when_it_has_been_proposed(bo, ours) -> None:
    ours.plan.state, ours.plan.proposed_on = PlanState.PROPOSED, DAY
    ours.plan.save()

    now = seen(bo, OURS) - INTERNAL
    assert {"plans.Plan", "plans.PlannedActivity", "plans.ActivityPeriod"} <= now
    assert not any(label.startswith(("board.", "risk.Risk")) for label in now)


def test_a_reader_sees_an_assessment_when_it_is_frozen(bo, ours) -> None:
    ours.assessment.state, ours.assessment.frozen_on = AssessmentState.FROZEN, DAY
    ours.assessment.save()

    assert {"risk.RiskAssessment", "risk.RiskScore"} <= seen(bo, OURS)


def test_a_reader_of_the_draft_pages_reads_no_score_and_no_matter(client, bo, ours) -> None:
    read = walk(client, bo, OURS)

    for name in (
        "plans:detail",
        "risk:assessment",
        "risk:score",
        "board:item",
        "followups:of_plan",
    ):
        assert TOKEN not in read[reverse(name, args=[OURS])]
    assert told({reverse("plans:list"): read[reverse("plans:list")]}, TOKEN) == []


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.PLAN_OWNER])
def test_only_the_plan_owner_may_change_the_plan(client, ekby, ours, role) -> None:
    ours.plan.state, ours.plan.proposed_on = PlanState.ADOPTED, DAY
    ours.plan.decided_on = DAY
    ours.plan.save()
    client.force_login(MembershipFactory.create(authority=ekby, role=role).user)

    for name in ("plans:edit", "plans:activity_edit"):
        assert client.get(reverse(name, args=[OURS])).status_code in {403, 404}


def adopted(ours: Planning) -> Planning:
    ours.plan.state, ours.plan.proposed_on, ours.plan.decided_on = PlanState.ADOPTED, DAY, DAY
    ours.plan.save()
    return ours


@pytest.fixture
def in_june() -> Iterator[None]:
    with clock.pretend(datetime.date(2026, 6, 1)):
        yield


def history(client: Client, user: User, provider: Provider) -> str:
    client.force_login(user)
    return readable(client.get(reverse("portal:provider_history", args=[provider.pk])))


@pytest.mark.usefixtures("in_june")
def test_the_page_of_a_provider_says_what_the_own_board_has_planned(
    client, anna, bo, ours, provider
) -> None:
    adopted(ours)

    assert "aktivitet zorvia" in history(client, anna, provider)
    assert "aktivitet zorvia" in history(client, bo, provider)


@pytest.mark.usefixtures("in_june")
def test_the_page_of_a_provider_says_nothing_of_another_boards_plan(
    client, cilla, ours, provider
) -> None:
    adopted(ours)

    assert TOKEN not in history(client, cilla, provider)


@pytest.mark.usefixtures("in_june")
@pytest.mark.parametrize(
    "facts", [{"is_unannounced": True}, {"methods": ["visit", "unannounced_visit"]}]
)
def test_the_page_of_a_provider_never_says_what_is_unannounced(
    client, anna, ours, provider, facts
) -> None:
    adopted(ours)
    for name, value in facts.items():
        setattr(ours.activity, name, value)
    ours.activity.save()

    assert "aktivitet zorvia" not in history(client, anna, provider)


@pytest.mark.usefixtures("in_june")
@pytest.mark.parametrize("where", ["provider_portal:tasks", "portal:start"])
def test_a_provider_is_told_nothing_of_any_plan(client, own_contact, ours, where) -> None:
    adopted(ours)
    client.force_login(own_contact)
    page = readable(client.get(reverse(where), follow=True))

    assert TOKEN not in page


def test_another_provider_of_the_agreement_is_planned_only_when_none_is_named(
    client, anna, ours
) -> None:
    adopted(ours)
    other = ProviderFactory.create()
    ContractFactory.create(agreement=ours.activity.agreement, provider=other)
    with clock.pretend(datetime.date(2026, 6, 1)):
        assert "aktivitet zorvia" not in history(client, anna, other)
        ActivityTarget.objects.visible_to(access_of(anna)).filter(activity=ours.activity).delete()
        assert "aktivitet zorvia" in history(client, anna, other)


def test_a_contact_of_another_board_reads_no_plan(client, norrby, ours, provider) -> None:
    user = ProviderContactFactory.create(provider=provider, authority=norrby).user
    client.force_login(user)

    assert client.get(reverse("plans:detail", args=[OURS])).status_code == 404
