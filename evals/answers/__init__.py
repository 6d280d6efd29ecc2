"""How good the answers are: suites of questions, their measures, and a report of both."""
