"""A todo-service in one asyncio process."""
