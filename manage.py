"""Django's own commands, for those used to finding them here; `countersign` has them too."""

from countersign.cli import main

if __name__ == "__main__":
    main()
