"""Tells what the boards have settled: who may decide what, their forms, words and numbers."""

from decimal import Decimal

from insyn.criteria.rules import TemplateKind
from insyn.criteria.services import publish_version, template_of_requirements
from insyn.delegations.rules import Matter
from insyn.delegations.services import RightFacts, add_right
from insyn.examples.demonstration.timeline import Story
from insyn.examples.demonstration.town import EDITOR, ELDERLY, SOCIAL, START, Town
from insyn.followups.models import FollowupForm, NumberSeries
from insyn.followups.rules import Kind, State
from insyn.followups.rules.forms import Depth, FactCheckUse, Periodicity
from insyn.followups.services.forms import (
    FormFacts,
    ListedDocument,
    add_shipped_forms,
    save_documents,
    save_form,
    save_series,
)
from insyn.kernel.access import Role
from insyn.requirements.queries.catalogue import catalogue_on

REQUIREMENTS = "requirements"
"""The key of the template that asks about requirements of the agreement, one by one."""
AGAINST_REQUIREMENTS = "Kravuppföljning"
"""The form that the care of the elderly has made for itself."""
ASKED = ("3", "4", "9", "10", "11", "13")
"""The numbers of the requirements that a visit asks about."""

RIGHTS = (
    (Matter.DEPTH, "3.1", Role.PLAN_OWNER, None),
    (Matter.ACTION_PLAN, "3.2", Role.PLAN_OWNER, None),
    (Matter.WARNING, "3.4", Role.DECISION_MAKER, None),
    (Matter.PENALTY, "3.5", Role.DECISION_MAKER, Decimal(250_000)),
    (Matter.INTAKE_STOP, "3.6", Role.DECISION_MAKER, None),
    (Matter.MANAGER_ACTION, "3.7", Role.DECISION_MAKER, None),
)
"""The boards' order of delegation: matter, clause, role and the largest amount."""

OWN_WORDS = {State.DRAFT: "Utkast till protokoll", State.SENT: "Protokoll skickat"}
DOCUMENTS = (
    ListedDocument("Bemanningsschema för de senaste fyra veckorna", valid_months=1),
    ListedDocument("Rutiner för lex Sarah", valid_months=12),
)


def tell(town: Town) -> Story:
    """Settle who decides, take in the usual forms, and make one of the board's own."""
    yield START + 7
    for board in (SOCIAL, ELDERLY):
        _settle_rights(town, board)
        add_shipped_forms(town.access(EDITOR), town.authorities[board])
    _ask_about_requirements(town)
    _make_own_form(town)
    for form in FollowupForm.objects.visible_to(town.access(EDITOR)).select_related("authority"):
        (board,) = [key for key, row in town.authorities.items() if row == form.authority]
        town.forms[board, form.name] = form


def _settle_rights(town: Town, board: str) -> None:
    admin, authority = town.access("namndadmin"), town.authorities[board]
    for matter, clause, role, most in RIGHTS:
        facts = RightFacts(matter, clause, valid_from=town.day(START), role=role, most=most)
        add_right(admin, authority, facts)
    in_person = RightFacts(
        Matter.REMARK, "3.3", valid_from=town.day(START), user=town.users["uppfoljare1"],
        note="Gäller så länge hen svarar för avtalen.",
    )  # fmt: skip
    add_right(admin, authority, in_person)


def _ask_about_requirements(town: Town) -> None:
    access = town.access(EDITOR)
    rows = catalogue_on(access, town.agreements["home_care"], town.calendar.today)
    draft = template_of_requirements(
        access,
        town.authorities[ELDERLY],
        name="Hemtjänst mot kraven",
        kind=TemplateKind.VISIT,
        requirement_ids=[row.requirement_id for row in rows if row.number in ASKED],
    )
    town.templates[REQUIREMENTS] = publish_version(access, draft)


def _make_own_form(town: Town) -> None:
    access, authority = town.access(EDITOR), town.authorities[ELDERLY]
    facts = FormFacts(
        AGAINST_REQUIREMENTS,
        Kind.VISIT,
        Depth.ORDINARY,
        purpose="Pröva kraven i avtalet ett för ett, på plats och i handlingar.",
        periodicity=Periodicity.YEARLY,
        reporting="Till nämnden efter varje uppföljning",
        reviewers_needed=2,
        fact_check=FactCheckUse.MAY,
        own_words={state.value: word for state, word in OWN_WORDS.items()},
        series=_series(town),
        template=town.templates[REQUIREMENTS].template,
    )
    form = save_form(access, authority, facts=facts)
    save_documents(access, form, documents=DOCUMENTS, version=None)


def _series(town: Town) -> NumberSeries:
    access, authority = town.access(EDITOR), town.authorities[ELDERLY]
    return save_series(access, authority, prefix="KRAV", name="Kravuppföljningar")
