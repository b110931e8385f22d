"""The API door: schema, context, limits, and one file per room."""
