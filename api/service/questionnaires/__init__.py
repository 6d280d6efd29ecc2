"""``/v1/questionnaires``: taken in, read as told, answered, reviewed and given back."""
