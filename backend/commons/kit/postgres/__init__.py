"""PostgreSQL without set-up: a cluster of our own in the data folder, started by whoever needs it first.

``Cluster(data).start()`` gives the DSN of a running server; the last process that uses it stops it. Files:

- ``cluster.py``: who uses the server, and when it stops;
- ``server.py``: bringing the one server up and down;
- ``creation.py``: the first start, all or nothing;
- ``site.py``, ``account.py``: where the cluster lives and whom it runs as, which matters when we are root;
- ``binaries.py``: which PostgreSQL programs are run;
- ``notes.py``, ``sockets.py``, ``processes.py``, ``locks.py``: what the operating system knows of the server.

Needs Unix sockets and ``flock``: Linux and macOS. Elsewhere ``DATABASE_URL`` names a server.
"""

from commons.kit.postgres.binaries import find_binaries
from commons.kit.postgres.cluster import Cluster
from commons.kit.postgres.errors import PostgresError

__all__ = ["Cluster", "PostgresError", "find_binaries"]
