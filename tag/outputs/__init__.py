"""Tags as tables, records and pages."""
