"""The mixed list among the others: it is only taken in. Pure."""

from insyn.exchange.rules.kinds import ListKind, Table
from insyn.exchange.rules.mixed.columns import COLUMNS, dates_in_order

CONTRACT_LIST = Table(
    kind=ListKind.CONTRACT_LIST,
    slug="avtalslista",
    purpose=(
        "En lista som redan finns, där varje rad är en utförare i ett avtal. Insyn lägger upp de "
        "utförare, avtal, avtalsområden, kontrakt och priser som saknas."
    ),
    columns=COLUMNS,
    keys=("org_number", "agreement", "case_number"),
    checks=(dates_in_order,),
)
