"""A customer who listens: state and acts in, new state and the next line out."""
