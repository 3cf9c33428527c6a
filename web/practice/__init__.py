"""Practice: scenarios, attempts, the talk with Rasa, marks, feedback and progress."""
