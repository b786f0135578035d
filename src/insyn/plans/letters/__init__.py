"""What a plan becomes on paper. Pure."""
