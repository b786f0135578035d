"""What the letters of a follow-up say. Pure: facts in, content tree out."""
