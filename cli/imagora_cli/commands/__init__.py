"""The commands, each with its words; `imagora_cli.cli` knows which is where."""
