"""The exact names that a model of genai-prices has: its rules match by prefix, too, which would price any new model."""

import re

# A name that the plugin can send to the vendor itself. Others are those of resellers, and of trained copies.
PLAIN = re.compile(r"[a-z0-9][a-z0-9._-]*[a-z0-9]")
# Their tokens are billed by more than a price for text, or are no answers of a chat.
OTHER_THAN_TEXT = re.compile(
    r"audio|banana|computer-use|embed|image|live|moderation|ocr|omni|realtime|research|robotics|search|transcribe|tts"
    r"|voxtral|whisper"
)
# Models of other vendors that Google sells elsewhere than in the API that the plugin calls.
RESOLD = re.compile(r"claude")


def is_text_model(platform, name):
    """Whether a name is one of a model that is sent text and answers text."""
    if platform == "Google" and RESOLD.match(name):
        return False
    return PLAIN.fullmatch(name) is not None and OTHER_THAN_TEXT.search(name) is None


def matches(rule, name):
    """Whether a rule of genai-prices matches a name."""
    kind = rule["kind"]
    if kind == "ClauseOr":
        return any(matches(part, name) for part in rule["or_"])
    if kind == "ClauseAnd":
        return all(matches(part, name) for part in rule["and_"])
    if kind == "ClauseEquals":
        return name == rule["equals"]
    if kind == "ClauseStartsWith":
        return name.startswith(rule["starts_with"])
    if kind == "ClauseEndsWith":
        return name.endswith(rule["ends_with"])
    if kind == "ClauseContains":
        return rule["contains"] in name
    if kind == "ClauseRegex":
        return re.search(rule["regex"], name) is not None
    raise ValueError(f"genai-prices has a new kind of rule, {kind}")


def written_names(rule):
    """The names that a rule spells out."""
    kind = rule["kind"]
    if kind == "ClauseOr":
        return [name for part in rule["or_"] for name in written_names(part)]
    return [rule["equals"]] if kind == "ClauseEquals" else []
