"""What is typed about thematic reviews."""
