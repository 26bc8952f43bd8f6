"""The project file: opening, editing, undo, custody, and one small query module for each record."""
