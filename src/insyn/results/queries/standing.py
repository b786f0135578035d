"""How much of what is in force has been followed up this year: for a start page."""

from datetime import date

from insyn.kernel.access import Access
from insyn.results.queries import facts as fetch
from insyn.results.rules.coverage import Covered, covered
from insyn.results.rules.scope import whole_year


def covered_this_year(access: Access, *, today: date) -> Covered:
    """Return the same contracts as the statistics of the year so far. Two queries."""
    scope = whole_year(access.authority_ids, today.year)
    contracts = fetch.contracts_of(access, scope)
    known = fetch.contract_facts(access, contracts, fetch.Places({}), scope)
    return covered(known, scope, min(scope.ends_on, today))
