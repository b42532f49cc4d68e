"""Input and output of `x402_core.wsgi`."""
