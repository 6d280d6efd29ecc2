"""From passages to an answer: the sentences that answer, checked, or an honest blank."""
