"""What to do about a refusal, in one sentence, by the problem's code."""

from __future__ import annotations

from imagora_cli.outcomes import CommandFailed, ExitCode, Refused

_SIGN_IN = "Sign in with `imagora sign-in`."
_ADVICE = {
    "not_signed_in": _SIGN_IN,
    "unauthenticated": _SIGN_IN,
    "invalid_credentials": "Check email and password.",
    "account_unconfirmed": "Confirm your email: the code was mailed to you.",
    "signup_closed": "Ask for an invitation and give it with --invite.",
    "email_taken": "If it is yours, use `imagora sign-in`.",
    "handle_taken": "Choose another handle.",
    "alt_missing": "Describe each picture with --alt.",
    "prompt_blocked": "Word the prompt differently; the rule is named above, and it cost nothing.",
    "text_blocked": "Word it differently.",
    "remix_not_allowed": "Its owner keeps it from being remixed; ask them, or choose another.",
    "credits_exhausted": "`imagora credits` shows when they renew.",
    "daily_pictures_exhausted": "New ones come tomorrow.",
    "not_cancellable": "It is over already; `imagora jobs show` has the result.",
    "media_rejected": "Choose another picture.",
    "too_large": "Make it smaller.",
    "route_not_found": "This server doesn't offer that; it may be older than this command.",
    "unreachable": "Is the address right, and the server running? See --server and IMAGORA_SERVER.",
    "internal": "It isn't your fault; tell the operator the request's id.",
}


def advice(failure: CommandFailed) -> str:
    """What a person can do now; empty where nothing is known to help."""
    if isinstance(failure, Refused) and failure.retry_after is not None and failure.exit_code == ExitCode.UNAVAILABLE:
        return f"Try again in {failure.retry_after:.0f} s."
    return _ADVICE.get(failure.code, "Try again later." if failure.exit_code == ExitCode.UNAVAILABLE else "")


def explained(failure: CommandFailed) -> str:
    """The failure in one line: what is wrong, where, and what to do."""
    parts = [failure.detail.rstrip()]
    if isinstance(failure, Refused):
        parts += _fields(failure)
        if failure.status >= 500 and failure.problem.get("request_id"):
            parts.append(f"(request {failure.problem['request_id']})")
    return " ".join(part for part in (*parts, advice(failure)) if part)


def _fields(failure: Refused) -> list[str]:
    """Which fields were refused and why, and the rule, where one is named."""
    errors = failure.problem.get("errors") or ()
    told = [f"{one.get('field')}: {one.get('message')}" for one in errors if isinstance(one, dict)]
    rule, renews = failure.problem.get("rule"), failure.problem.get("renews_at")
    return [*told, *([f"Rule: {rule}."] if rule else ()), *([f"They renew at {renews}."] if renews else ())]
