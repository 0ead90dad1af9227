"""What the tests on a cluster share: the nodes, load and faults, and a check that shares nothing with the tool."""
