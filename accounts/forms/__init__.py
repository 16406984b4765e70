"""Forms at the door, of one's own account and of the staff pages."""
