"""A Slack on this machine, for tests and for the bench; production never imports it."""
