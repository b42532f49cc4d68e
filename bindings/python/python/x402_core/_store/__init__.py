"""Where a facilitator's rows are kept."""
