"""The HTML door, and where all doors are hung."""
