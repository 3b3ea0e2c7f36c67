"""Who: matching a name to a listed party, member lists, the common list."""
