"""What people can ask and do, in the words of the plan; no Slack, no HTTP, no SQL dialect."""
