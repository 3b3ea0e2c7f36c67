"""`python -m servanda` is the command."""

from servanda.cli import main

main()
