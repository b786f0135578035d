"""Survey rounds: questions to every unit, their answers, what is proposed, and the results."""
