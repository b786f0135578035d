"""Rules of selection and lottery. Pure."""
