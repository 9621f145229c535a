"""Streamlit entry: page set-up and navigation; everything else is recycling.ui."""

import streamlit as st

from recycling.ui import navigation

st.set_page_config(layout="wide", page_icon=navigation.ICON)
navigation.run()
