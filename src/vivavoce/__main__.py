"""Lets ``python -m vivavoce`` stand for the ``vivavoce`` command."""

from vivavoce.cli import main

if __name__ == "__main__":
    main()
