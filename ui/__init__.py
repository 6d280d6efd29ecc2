"""The pages, in Streamlit: they speak HTTP to the service and open no store."""
