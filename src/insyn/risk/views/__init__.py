"""Pages of risk and selection."""
