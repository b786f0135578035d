"""Pages of results and statistics."""
