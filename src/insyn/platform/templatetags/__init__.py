"""Our own template tags."""
