"""The directories Countersign can write to, each behind the one `Connector` of `protocol`."""
