"""A Slack on this machine: for trying the bot, for tests and for the bench.

Nothing that runs in Slack imports it; `ofsted-bot run` without tokens begins in `run`.
"""
