"""Every list that is one row per thing, by its kind and by its address. Pure."""

from collections.abc import Mapping

from insyn.exchange.rules.kinds import ListKind, Table
from insyn.exchange.rules.tables.agreements import AGREEMENTS, LOTS, OPTIONS, SANCTIONS
from insyn.exchange.rules.tables.contracts import CONTRACTS, PRICES, USAGE
from insyn.exchange.rules.tables.mixed import CONTRACT_LIST
from insyn.exchange.rules.tables.providers import OPERATIONS, PERMITS, PROVIDERS, UNITS
from insyn.exchange.rules.tables.requirements import REQUIREMENTS
from insyn.exchange.rules.tables.templates import TEMPLATES

TABLES: Mapping[ListKind, Table] = {
    table.kind: table
    for table in (
        CONTRACT_LIST,
        PROVIDERS,
        UNITS,
        OPERATIONS,
        PERMITS,
        AGREEMENTS,
        OPTIONS,
        LOTS,
        SANCTIONS,
        CONTRACTS,
        PRICES,
        USAGE,
        REQUIREMENTS,
        TEMPLATES,
    )
}

BY_SLUG: Mapping[str, Table] = {table.slug: table for table in TABLES.values()}

__all__ = ["BY_SLUG", "TABLES"]
