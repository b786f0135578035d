"""Action plans: requested, submitted, returned, warned, approved, verified."""
