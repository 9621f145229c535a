"""Streamlit entry: page set-up and navigation; everything else is recycling.ui."""

import streamlit as st

from recycling.ui import navigation

# Worker processes that a page starts import this file again, under another name.
if __name__ == "__main__":
    st.set_page_config(layout="wide", page_icon=navigation.ICON)
    navigation.run()
