"""The rolling rota: rules, planner, substitutes, publishing."""
