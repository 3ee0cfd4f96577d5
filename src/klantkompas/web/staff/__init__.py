"""Staff: the people of the firm, what each may see and do, and the trail of what was done."""
