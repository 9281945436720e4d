"""Ground floor (errors, files, config) and roof (the command line) of the toolkit."""
