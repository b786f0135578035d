"""What is typed about surveys."""
