"""What a fitted model is: features, bundle on disk, prediction and explanation."""
