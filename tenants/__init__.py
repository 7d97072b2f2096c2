"""Tenants: who a customer company is to the product, what it has, and how tenants are kept apart."""
