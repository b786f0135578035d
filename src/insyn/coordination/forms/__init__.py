"""What is typed about coordination."""
