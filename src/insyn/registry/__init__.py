"""The register: service areas, providers, units, agreements, lots, contracts; import."""
