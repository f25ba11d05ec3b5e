"""The rules of the field in pure Python: no database, no clock, no web.

Everything here takes what it needs as arguments (also "today") and gives the same answer for the same
arguments. Amounts are whole persons; where a rule divides, the result is a ``Fraction``, never a float.
Signs follow the field: a balance below zero is a backlog, above zero a surplus.
"""
