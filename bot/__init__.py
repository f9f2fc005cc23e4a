"""Everything that faces Slack or the machine."""
