"""What the service says when it cannot do as asked."""


class Refusal(Exception):
    def __init__(self, status: int, code: str, text: str, details: list | None = None, headers: dict | None = None):
        super().__init__(text)
        self.status = status
        self.headers = headers or {}
        self.body = {"code": code, "error": text}
        if details:
            self.body["details"] = details


def invalid(faults: dict[str, str]) -> Refusal:
    details = [{"field": field, "message": message} for field, message in faults.items()]
    return Refusal(422, "validation_failed", "Some of this cannot be accepted.", details)


def no_task(*ids: int) -> Refusal:
    details = [{"field": "ids", "message": f"task {id} does not exist"} for id in ids]
    return Refusal(404, "task_not_found", "There is no such task.", details)


def changed_meanwhile() -> Refusal:
    return Refusal(412, "version_conflict", "Somebody changed the task since you read it.")
