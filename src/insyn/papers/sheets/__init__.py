"""Spreadsheets in: a file is read in a limited process, its columns guessed, its cells checked.

Knows no domain. ``reading`` gives rows of plain cells, ``headings`` guesses what is what,
``columns`` says what a cell may hold, ``checking`` turns rows into values and problems, and
``errorlist`` gives the problems back as a workbook.
"""
