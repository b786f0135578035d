"""Pages about scales and review templates."""
