"""The service and the command line: everything that speaks to the world outside."""
