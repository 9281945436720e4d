"""Choose what to annotate next."""
