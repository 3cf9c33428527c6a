"""The pages: choosing, the talk, feedback, and what is one's own."""
