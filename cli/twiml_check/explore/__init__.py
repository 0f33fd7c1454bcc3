"""Which requests an answer or a document leads to."""
