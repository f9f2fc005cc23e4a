"""`ofsted-bot bench`: how fast the bot answers, beside bare Bolt, on a small plan and a large."""
