"""Sentences from assessment objects, in Chinese and English."""
