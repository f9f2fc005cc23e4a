"""What is read from the record: thin SQL, a fixed number of statements a question."""
