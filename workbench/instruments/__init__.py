"""Measurement, pure: what is measured on footage, one instrument a module."""
