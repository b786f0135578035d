"""Questions about programmes and plans."""
