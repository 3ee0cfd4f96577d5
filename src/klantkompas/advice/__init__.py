"""What to do: the playbook, the list that fits the hours, who is left alone, and the budget."""
