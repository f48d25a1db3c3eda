"""The tree of errors."""

import pickle

import httpx
import pytest

import coxswain
from coxswain import (
    AbortedError,
    APIConnectionError,
    APIError,
    APITimeoutError,
    CoxswainError,
    InternalError,
    ResponseFormatError,
    UnavailableError,
)

from .support import Server, Subject, problem, raw, reply

CLASSES = {
    400: "BadRequestError",
    401: "AuthenticationError",
    403: "PermissionDeniedError",
    404: "NotFoundError",
    405: "MethodNotAllowedError",
    409: "ConflictError",
    410: "GoneError",
    412: "PreconditionFailedError",
    413: "PayloadTooLargeError",
    415: "UnsupportedMediaTypeError",
    422: "UnprocessableError",
    429: "RateLimitedError",
    500: "InternalError",
    501: "InternalError",
    502: "InternalError",
    503: "UnavailableError",
    302: "APIError",
    402: "APIError",
    408: "APIError",
    418: "APIError",
}


def _failure(subject: Subject, *answers: object, **options: object) -> APIError:
    client = subject.client(Server(*answers), max_retries=0, **options)  # type: ignore[arg-type]
    with pytest.raises(APIError) as caught:
        subject.run(client.agents.get("a-1"))
    return caught.value


@pytest.mark.parametrize(("status", "name"), CLASSES.items())
def test_each_status_has_its_class(subject: Subject, status: int, name: str) -> None:
    error = _failure(subject, problem(status, "anything"))
    assert type(error) is getattr(coxswain, name)
    assert error.status == status


def test_an_error_carries_what_the_server_said(subject: Subject) -> None:
    headers = {"x-request-id": "req_1", "retry-after": "7"}
    error = _failure(
        subject, problem(503, "draining", detail="Going down.", retryable=True, headers=headers)
    )
    assert isinstance(error, UnavailableError)
    assert error.code == "draining"
    assert error.category == "unavailable"
    assert error.request_id == "req_1"
    assert error.retryable is True
    assert error.retry_after == 7
    assert error.operation == "agents.get"
    assert error.headers["Retry-After"] == "7"
    assert error.problem is not None
    assert error.problem.get("detail") == "Going down."
    assert str(error) == (
        "503 draining: Going down. (request req_1)\n  at agents.get   docs: /errors/draining"
    )


def test_the_message_names_the_field_that_was_refused(subject: Subject) -> None:
    items = [
        {"pointer": "/act/command", "code": "too_small", "message": "must not be empty"},
        {"pointer": "/goal", "code": "x", "message": "y"},
    ]
    error = _failure(subject, problem(422, "validation_failed", errors=items, request_id="req_2"))
    detailed = _failure(subject, problem(422, "validation_failed", errors=items, detail="All."))
    assert "validation_failed: All." in str(detailed)
    assert str(error).splitlines()[0] == (
        "422 validation_failed: `act.command` must not be empty (and 1 more) (request req_2)"
    )
    assert error.request_id == "req_2"


def test_a_parameter_and_the_body_itself_are_named_too(subject: Subject) -> None:
    for pointer, place in (("#/query/limit", "`query.limit` "), ("", "")):
        items = [{"pointer": pointer, "code": "x", "message": "is wrong"}]
        error = _failure(subject, problem(422, "validation_failed", errors=items))
        assert f"validation_failed: {place}is wrong" in str(error)


def test_an_answer_in_foreign_words_is_the_error_of_its_status(subject: Subject) -> None:
    error = _failure(subject, raw(b"<h1>" + b"x" * 600, "text/html", status=502))
    assert isinstance(error, InternalError)
    assert (error.code, error.problem, error.retryable) == ("unknown", None, True)
    assert str(error) == "502 unknown: <h1>" + "x" * 496 + "\n  at agents.get"


def test_members_of_the_wrong_type_are_left_out(subject: Subject) -> None:
    error = _failure(subject, problem(404, "not_found", retryable="yes", errors={}, detail=5))
    assert error.problem == {
        "type": "/errors/not_found",
        "title": "not_found",
        "status": 404,
        "code": "not_found",
    }
    assert error.retryable is False


def test_an_unknown_code_has_the_category_of_its_status(subject: Subject) -> None:
    assert _failure(subject, problem(409, "brand_new")).category == "conflict"
    assert _failure(subject, problem(507, "brand_new")).category == "internal"
    assert _failure(subject, problem(418, "brand_new")).category == "validation"


def test_a_key_in_the_answer_is_not_in_the_message(subject: Subject) -> None:
    error = _failure(subject, raw(b"bad key cox_live_abc123_secret", "text/plain", status=401))
    assert "cox_live" not in str(error)


def test_connection_and_time_out_errors_are_also_the_builtin_ones() -> None:
    assert issubclass(APIConnectionError, ConnectionError)
    assert issubclass(APITimeoutError, TimeoutError)
    assert issubclass(APITimeoutError, APIConnectionError)
    assert APIConnectionError("x").code == "connection_error"
    assert APITimeoutError("x").code == "timeout"
    assert str(APITimeoutError("took long")) == "took long"


@pytest.mark.parametrize(
    "error",
    [
        CoxswainError("a"),
        APIConnectionError("b", operation="agents.get"),
        APITimeoutError("c", "deadline_exceeded"),
        AbortedError(operation="agents.get"),
        ResponseFormatError("d"),
        coxswain.NotFoundError(
            "e",
            404,
            httpx.Headers({"a": "b"}),
            {"code": "not_found"},
            retryable=False,
            retry_after=None,
            operation="agents.get",
        ),
    ],
)
def test_an_error_survives_being_sent_to_another_process(error: CoxswainError) -> None:
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error)
    assert str(again) == str(error)
    assert again.__dict__ == error.__dict__


def test_a_redirect_is_an_error_and_is_not_followed(subject: Subject) -> None:
    server = Server(reply(302, {}, location="http://elsewhere.test/"), reply())
    client = subject.client(server)
    with pytest.raises(APIError) as caught:
        subject.run(client.agents.get("a-1"))
    assert (caught.value.status, caught.value.code) == (302, "unknown")
    assert len(server.requests) == 1


def test_members_of_a_problem_of_the_wrong_type_are_left_out(subject: Subject) -> None:
    members = {"code": 5, "status": True, "instance": 1, "retryable": "yes", "balance": 30}
    assert _failure(subject, reply(422, members)).problem == {"balance": 30}


def test_a_secret_that_the_server_repeats_is_redacted(subject: Subject) -> None:
    answer = problem(401, "x", detail="not hunter2", echo=[{"a": "hunter2"}])
    error = _failure(subject, answer, api_key="hunter2")
    assert error.problem is not None
    assert "hunter2" not in str(error.problem)
