"""What both facilitator clients share."""
