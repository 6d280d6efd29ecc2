"""Customers' questionnaires: taken in, answered, reviewed row by row, given back."""
