"""Pages about requirements."""
