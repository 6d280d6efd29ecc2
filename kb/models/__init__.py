"""Language models behind one narrow protocol, and the doubles that stand in for them in tests."""
