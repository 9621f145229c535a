"""The Streamlit app: thin pages over plain, tested functions."""
