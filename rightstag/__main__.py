"""``python -m rightstag``."""

from rightstag.cli import main

if __name__ == "__main__":
    main()
