"""Tag many reports: one process, several, or Dask."""
