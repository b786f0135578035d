"""Reading thematic reviews."""
