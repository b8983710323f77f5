"""`python -m api` is `deltafund`."""

from api.cli import main

if __name__ == "__main__":
    main()
