"""Tags and filters of risk."""
