"""Kills processes at random moments while marks are saved, and proves that none is lost."""
