"""What words mean in this field: identifiers and interchangeable terms."""
