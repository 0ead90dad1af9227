import ArgumentParser
import Glibc

/// How a command that cannot be taken back is agreed to.
struct ConfirmationArguments: ParsableArguments {
  @Flag(help: "Show what would change, and write nothing.")
  var dryRun = false
  @Flag(help: "Do it without a question; needed where there is no terminal to ask on.")
  var yes = false

  /// Whether to do what `plan` says in a sentence without its end.
  ///
  /// - Throws: `Failure` (64) where nobody can be asked and nobody has agreed beforehand.
  func isAgreed(to plan: String) throws -> Bool {
    if dryRun { return false }
    if yes { return true }
    guard isatty(STDIN_FILENO) == 1, isatty(STDERR_FILENO) == 1 else {
      throw Failure(
        .usage, "nothing was done: this would \(plan), for good, and there is no terminal to ask on",
        advice: "Agree to it with --yes, or look at it first with --dry-run.")
    }
    Console.standardError("This will \(plan), for good. Go on? [y/N] ".sanitizedLine)
    return ["y", "yes"].contains((readLine() ?? "").lowercased())
  }
}
