"""The pages about the old database, for administrators only."""
