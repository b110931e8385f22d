"""The staff door: the desk of programme officers, administrators and auditors, who come with the accounts."""
