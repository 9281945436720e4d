"""Label Studio's projects, tasks, predictions and exports."""
