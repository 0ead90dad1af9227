"""What the tests of the packages stand on."""
