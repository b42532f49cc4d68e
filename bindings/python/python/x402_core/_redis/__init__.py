"""What both stores in Redis share."""
