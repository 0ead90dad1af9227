"""A WordPress site, a browser and the log's own figures, for the tests beside this folder."""
