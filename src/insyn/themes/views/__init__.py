"""Pages about thematic reviews."""
