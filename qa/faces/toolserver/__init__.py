"""The face for agents: Kutip as tools and resources over the Model Context Protocol (MCP)."""
