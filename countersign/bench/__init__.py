"""
What Countersign promises of its speed, measured: `countersign bench [--quick] [ROW ...]`.

Each row is a program of its own (`python -m countersign.bench.<row>`), run in a folder and on a database made for it,
and says each figure with its bar. What belongs together is measured in one run, since a machine's speed drifts.
"""
