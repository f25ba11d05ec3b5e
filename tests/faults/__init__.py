"""What happens when many write at once, and when something breaks: on a real server and database."""
