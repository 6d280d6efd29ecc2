"""The pages. `vouch ui` starts them; `streamlit run ui/app.py -- --help` says how else."""

from ui.shell import run

run()
