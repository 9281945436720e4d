"""Push tasks to a Label Studio project and pull its answers."""
