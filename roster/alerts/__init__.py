"""Alerts: `finding` says what rules find, `collecting` writes down what is new, `outbox` sends it
through `channels`. docs/alerts.md has what is promised."""
