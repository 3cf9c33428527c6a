"""The action server's side: start, reply, hint and finish over simulation and scoring.

rasa-sdk imports every module of this package and registers each concrete `Action` that
it finds, so nothing else lives here and no module does any work as it is imported.
"""
