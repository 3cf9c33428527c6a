"""The project: settings, addresses, the base template and its styles."""
