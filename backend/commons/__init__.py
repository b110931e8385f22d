"""The rooms: what Safer Commons knows and does. No HTTP, no HTML, no GraphQL in here."""
