"""Every table of a period: rows in a fixed number of queries, counted by the rules."""

from insyn.kernel.access import Access
from insyn.platform import clock
from insyn.results.queries import facts as fetch
from insyn.results.rules.facts import YearFacts
from insyn.results.rules.scope import Scope
from insyn.results.rules.tables import Table
from insyn.results.rules.yearly import tables_of


def year_tables(access: Access, scope: Scope) -> tuple[Table, ...]:
    """Return the tables of the period, counted over what the asker sees of it."""
    return tables_of(year_facts(access, scope))


def year_facts(access: Access, scope: Scope) -> YearFacts:
    """Return the facts of the period. At most 13 queries, however many rows there are."""
    as_of = min(scope.ends_on, clock.today())
    contracts = fetch.contracts_of(access, scope)
    places = fetch.areas_of_contracts(contracts)
    followups = fetch.followup_facts(access, scope, places)
    findings, earlier = fetch.finding_facts(access, scope, followups)
    known = fetch.contract_facts(access, contracts, places, scope)
    return YearFacts(
        scope=scope,
        as_of=as_of,
        contracts=known,
        followups=followups,
        findings=findings,
        earlier=earlier,
        plans=fetch.plan_facts(access, scope, places, as_of),
        sanctions=fetch.sanction_facts(access, scope, places),
        signals=fetch.signal_facts(access, scope, places),
        checks=fetch.check_facts(access, scope, known),
        is_own=scope.authority_ids <= access.authority_ids,
        area_names=fetch.area_names(),
    )
