"""The `countersign` command."""
def main() -> None:
    raise SystemExit("not yet")
