"""Paying with httpx and requests."""
