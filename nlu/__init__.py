"""The Rasa side of perception: the graph component and what it stores of a reply."""
