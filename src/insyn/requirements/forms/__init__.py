"""What people fill in about requirements."""
