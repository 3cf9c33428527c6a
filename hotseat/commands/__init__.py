"""The subcommands. Each module has `configure(parser)` and `run(options)`.

What a command needs beyond the parser is imported when it runs, so that `--help` and
`check` wait for no model.
"""
