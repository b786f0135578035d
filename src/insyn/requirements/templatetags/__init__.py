"""Tags that other pages use to tell of requirements."""
