"""What every room needs and none owns: database, settings, refusals, text, paging, quotas."""
