"""The `hotseat` command: one module for each subcommand's work."""
