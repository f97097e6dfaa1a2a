"""The merged table as a workbook that people read, decide in, sort and print, and back.

What it is made of is in ``contents``, how it is written in ``writing``, how it is read in
``reading``, which loads little, for it runs in a process of its own.
"""
