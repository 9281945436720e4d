"""Start of the command, also as ``python -m rightstag``."""


def main() -> None:
    """Run the command line."""
    from rightstag.cli import main as run

    run()


if __name__ == "__main__":
    main()
