"""What Slack refuses: the rules for messages and views, and for the blocks in them."""
