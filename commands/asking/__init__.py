"""One file a command: what people can ask. Adding a file adds the command."""
