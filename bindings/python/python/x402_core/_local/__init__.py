"""The parts of a facilitator in this process."""
