"""The vocabulary of the workbench: frozen records, no input and no output.

The docstrings of these modules are the project's glossary.
"""
