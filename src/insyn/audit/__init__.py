"""The audit trail: what happened, to what, by whom. Append-only, hash-chained per authority."""
