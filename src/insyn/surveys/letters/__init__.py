"""The letters and mails of surveys. Pure."""
