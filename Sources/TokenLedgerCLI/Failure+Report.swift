import Application
import ArgumentParser
import MariaDB
import Text

extension Failure {
  /// What any error means that a command ends with, those of the command line among them.
  init(ofCommand error: any Error) {
    switch error {
    case is Failure, is MariaDBError: self.init(error)
    default:
      let mistake = Mistake(
        parserMessage: TokenLedger.message(for: error), arguments: TokenLedger.arguments)
      self.init(mistake, Kind(rawValue: TokenLedger.exitCode(for: error).rawValue) ?? .software)
    }
  }

  /// A mistake in the command line.
  init(_ mistake: Mistake, _ kind: Kind = .usage) {
    self.init(kind, mistake.message, advice: "See '\(mistake.command) --help'.")
  }

  /// Says on standard error what happened, with a document for programs where one is wanted; returns the exit code.
  func report(withDocument: Bool) -> Int32 {
    Console.standardError("tokenledger: error: " + message.sanitizedLine + "\n")
    Console.standardError(advice.sanitizedLine + "\n")
    if withDocument, let line = try? JSONText.line(ErrorDocument(self)) { Console.standardError(line + "\n") }
    return exitCode
  }
}
