import Application
import ArgumentParser
import Glibc
import Text

/// How the user confirms a command that cannot be undone.
struct ConfirmationArguments: ParsableArguments {
  @Flag(help: "Show what would change, and write nothing.")
  var dryRun = false
  @Flag(help: "Do not ask for confirmation. Required where there is no terminal.")
  var yes = false

  /// Whether to do what `plan` says; it completes "this would …".
  ///
  /// - Throws: `Failure` (64) when there is no terminal to ask on and `--yes` was not given.
  func isAgreed(to plan: String) throws -> Bool {
    if dryRun { return false }
    if yes { return true }
    guard isatty(STDIN_FILENO) == 1, isatty(STDERR_FILENO) == 1 else {
      throw Failure(
        .usage,
        "nothing was done: this would \(plan), which cannot be undone, and there is no terminal to ask on",
        advice: "Confirm with --yes, or preview it with --dry-run.")
    }
    Console.standardError("This will \(plan). It cannot be undone. Continue? [y/N] ".sanitizedLine)
    return ["y", "yes"].contains((readLine() ?? "").lowercased())
  }
}
