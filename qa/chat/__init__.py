"""Chat sessions: what a follow-up asks, and the scope that stays."""
