"""What publications are made of, and what their pages show."""
