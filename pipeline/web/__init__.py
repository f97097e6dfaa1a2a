"""The review application: routes and templates over the board and the store, nothing else."""
