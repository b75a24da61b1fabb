"""The proof that the lab works: plain tests as sentences, and the measurements kept in core/docs/measurements.md.

Everything is done through the command line (`run`), as a user would. Start reading at `program.py`.
"""
