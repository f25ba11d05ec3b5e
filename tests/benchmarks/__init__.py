"""What pages cost: time, queries and bytes, against yardsticks in the same run (`make benchmark`)."""
