"""Reading the order of delegation and the decisions made on it."""

from insyn.delegations.queries.rights import grant_of, holder_of, may_decide, right_of, who_may

__all__ = ["grant_of", "holder_of", "may_decide", "right_of", "who_may"]
