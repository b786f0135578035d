"""What is typed about scales and review templates."""
