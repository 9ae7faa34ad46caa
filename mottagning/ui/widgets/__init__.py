"""The parts that every page is built of; none of them knows a page or a room."""
