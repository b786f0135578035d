"""What is demanded of those who give the care."""
