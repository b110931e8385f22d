"""The library, the vocabularies and the demonstration story, loaded through the rooms' actions."""
