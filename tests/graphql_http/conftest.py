from tests.api.conftest import anna, annas, api, api_with, client, event, keys

__all__ = ["anna", "annas", "api", "api_with", "client", "event", "keys"]
