"""What the comparison of private and in-house services is counted from. At most 12 queries."""

from collections import defaultdict

from insyn.criteria.models import Question
from insyn.findings.models import AreaAssessment
from insyn.findings.rules import FindingKind
from insyn.followups.models import Followup
from insyn.kernel.access import Access
from insyn.platform import clock
from insyn.results.queries import facts as fetch
from insyn.results.rules.equal import EqualFacts, LevelFact, QuestionFact, levels_of
from insyn.results.rules.facts import YearFacts
from insyn.results.rules.scope import Scope
from insyn.visits.models import Visit
from insyn.visits.rules import VisitKind
from insyn.visits.rules.carrying_out import VisitState


def equal_facts(access: Access, scope: Scope) -> EqualFacts:
    """Return the facts of the period, as far as the asker sees them: of reported follow-ups only.

    The form of operation in the scope is passed over: both sides are what is compared.
    """
    contracts = fetch.contracts_of(access, scope)
    places = fetch.areas_of_contracts(contracts)
    followups = fetch.followup_facts(access, scope, places)
    only = (FindingKind.DEFICIENCY,)
    findings, _earlier = fetch.finding_facts(access, scope, followups, kinds=only)
    year = YearFacts(
        scope=scope,
        as_of=min(scope.ends_on, clock.today()),
        contracts=fetch.contract_facts(access, contracts, places, scope),
        followups=followups,
        findings=findings,
    )
    keys = {row.key for row in followups}
    versions = _versions(access, scope, keys)
    return EqualFacts(
        year=year,
        unannounced=_unannounced(access, scope, keys),
        levels=level_facts(access, scope, keys),
        versions=versions,
        questions=_questions(access, set(versions.values())),
    )


def _in_period(access: Access, scope: Scope, through: str = "") -> dict[str, object]:
    """Return the filter on what belongs to the reported follow-ups of the period."""
    return {
        f"{through}in": fetch.reported_followups(access)
        .filter(
            authority__in=scope.authority_ids,
            reported_on__range=(scope.starts_on, scope.ends_on),
        )
        .values("pk")
    }


def _versions(access: Access, scope: Scope, keys: set[int]) -> dict[int, int]:
    """Return the version of the template of each follow-up. One query."""
    rows = Followup.objects.visible_to(access).filter(**_in_period(access, scope, "pk__"))
    found = rows.order_by().values_list("pk", "template_version")
    return {key: version for key, version in found if key in keys}


def _unannounced(access: Access, scope: Scope, keys: set[int]) -> dict[int, bool]:
    """Return of each follow-up with a visit on the spot whether one of them came unannounced."""
    rows = Visit.objects.visible_to(access).filter(
        state=VisitState.CARRIED_OUT,
        kind=VisitKind.VISIT,
        **_in_period(access, scope, "followup__"),
    )
    found: dict[int, bool] = {}
    for key, is_announced in rows.order_by().values_list("followup", "is_announced"):
        if key in keys:
            found[key] = found.get(key, False) or not is_announced
    return found


def level_facts(access: Access, scope: Scope, keys: set[int]) -> list[LevelFact]:
    """Return how the areas were assessed in those follow-ups of the period. One query."""
    rows = AreaAssessment.objects.visible_to(access).filter(
        **_in_period(access, scope, "followup__")
    )
    found = rows.order_by("pk").values_list("followup", "section__name", "level")
    return levels_of(row for row in found if row[0] in keys)


def _questions(access: Access, versions: set[int]) -> list[QuestionFact]:
    """Return the questions of the versions, and the demands they are about. Two queries."""
    rows = Question.objects.visible_to(access).filter(section__version__in=versions)
    demands: dict[int, set[int]] = defaultdict(set)
    linked = Question.requirements.through.objects.filter(question__in=rows.order_by().values("pk"))
    for question, requirement in linked.values_list("question_id", "requirement_id"):
        demands[question].add(requirement)
    version, template = "section__version", "section__version__template__name"
    found = rows.order_by("pk").values_list("pk", version, "text", template)
    return [QuestionFact(of, text, name, frozenset(demands[key])) for key, of, text, name in found]
