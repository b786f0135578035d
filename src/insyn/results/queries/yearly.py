"""The tables of a period: rows in a fixed number of queries, counted by the rules."""

from collections.abc import Collection, Sequence

from insyn.kernel.access import Access
from insyn.platform import clock
from insyn.results.queries import facts as fetch
from insyn.results.rules.facts import FindingFact, FollowupFact, YearFacts
from insyn.results.rules.needed import EVERYTHING, Need, needed_for
from insyn.results.rules.scope import Scope
from insyn.results.rules.tables import Table
from insyn.results.rules.words import TableKey
from insyn.results.rules.yearly import tables_of


def year_tables(
    access: Access, scope: Scope, keys: Collection[TableKey] = tuple(TableKey)
) -> tuple[Table, ...]:
    """Return the tables of the period, counted over what the asker sees of it.

    Some of them by themselves are counted from the same rows as when all are.
    """
    return tables_of(year_facts(access, scope, needed_for(keys)), keys)


def year_facts(access: Access, scope: Scope, needed: frozenset[Need] = EVERYTHING) -> YearFacts:
    """Return the facts of the period, or some kinds of them.

    At most 13 queries, however many rows there are.
    """
    as_of = min(scope.ends_on, clock.today())
    contracts = fetch.contracts_of(access, scope)
    places = fetch.areas_of_contracts(contracts)
    followups, findings, earlier = _found(access, scope, places, needed)
    known = (
        fetch.contract_facts(access, contracts, places, scope) if Need.CONTRACTS in needed else []
    )
    return YearFacts(
        scope=scope,
        as_of=as_of,
        contracts=known,
        followups=followups,
        findings=findings,
        earlier=earlier,
        plans=fetch.plan_facts(access, scope, places, as_of) if Need.PLANS in needed else (),
        sanctions=(
            fetch.sanction_facts(access, scope, places) if Need.SANCTIONS in needed else None
        ),
        signals=fetch.signal_facts(access, scope, places) if Need.SIGNALS in needed else None,
        checks=fetch.check_facts(access, scope, known) if Need.CHECKS in needed else (),
        is_own=scope.authority_ids <= access.authority_ids,
        area_names=fetch.area_names(),
    )


def _found(
    access: Access, scope: Scope, places: fetch.Places, needed: frozenset[Need]
) -> tuple[Sequence[FollowupFact], Sequence[FindingFact], Sequence[FindingFact]]:
    """Return the follow-ups, their findings and the earlier ones, as far as they are needed."""
    if Need.FOLLOWUPS not in needed:
        return (), (), ()
    followups = fetch.followup_facts(access, scope, places)
    if Need.FINDINGS not in needed:
        return followups, (), ()
    with_earlier = Need.EARLIER in needed
    return followups, *fetch.finding_facts(access, scope, followups, with_earlier=with_earlier)
