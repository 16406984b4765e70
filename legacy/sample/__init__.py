"""An invented old database: a Korean academy with three years of attendance.

It has the sins of its kind: dates of zeros, orphans, duplicates, codes in a table, a code in none,
logins joined without regard to case. `academy` makes its rows, `writers` an SQLite file or MySQL
text of them. Every person in it is invented.
"""
