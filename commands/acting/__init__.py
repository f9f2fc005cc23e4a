"""One file a command: what people can change. Adding a file adds the command."""
