"""From a customer's file to its questions and answer cells."""
