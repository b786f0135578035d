"""Pages about register checks."""
