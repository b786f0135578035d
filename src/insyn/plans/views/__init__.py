"""Pages about programmes and plans."""
