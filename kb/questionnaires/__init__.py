"""Customers' questionnaires: answered row by row, reviewed by people, given back in their words.

``desk.Questionnaires`` is the way in. Reading and writing the customer's file is not done here: a
``Questionnaire`` comes in, ``CellWrite`` values go out.
"""
