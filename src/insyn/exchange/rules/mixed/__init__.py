"""The mixed list: one row per provider's place in an agreement, as municipalities keep it. Pure."""
