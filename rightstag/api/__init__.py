"""The public functions: values in, values out, and nothing is printed. ``import rightstag as rt`` shows them.

pandas tables are what they speak; the command line does not need them and does not import this package.
"""
