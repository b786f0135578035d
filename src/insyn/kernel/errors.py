"""The ways a business rule can say no."""


class RuleViolation(Exception):
    """The rules of the domain forbid this. The message is Swedish and meant for the user."""


class Outdated(RuleViolation):
    """Somebody else changed the thing after the asker last read it."""


class NotAllowed(Exception):
    """The actor lacks the permission. Becomes 403; never says whether the object exists."""
