"""The parts of the clients of a chain's nodes."""
