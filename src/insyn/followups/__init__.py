"""Follow-ups: planned, prepared, carried out, assessed and closed."""
