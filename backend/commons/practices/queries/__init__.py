"""Reads of the library. All of it is public: only published versions are read, withdrawn ones as tombstones."""
