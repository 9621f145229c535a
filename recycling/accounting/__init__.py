"""Stage 7: postings of tonnes, costs and carbon, each traced to its rows."""
