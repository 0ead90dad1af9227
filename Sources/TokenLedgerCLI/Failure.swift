import ArgumentParser
import Configuration
import LedgerStore
import MariaDB
import Rendering
import Reports
import WordPress

/// Why the program ends without having done what it was asked: one line that says what and where, one that says
/// what to do, and the exit code.
struct Failure: Error {
  /// Exit codes as sysexits.h names them.
  enum Code: Int32, CaseIterable {
    case usage = 64
    case badData = 65
    case noInput = 66
    case unavailable = 69
    case software = 70
    case cannotCreate = 73
    case inputOutput = 74
    case tryAgain = 75
    case permission = 77
    case configuration = 78

    /// The word for it in documents.
    var kind: String {
      switch self {
      case .usage: "usage"
      case .badData: "bad_data"
      case .noInput: "no_input"
      case .unavailable: "unavailable"
      case .software: "software"
      case .cannotCreate: "cannot_create"
      case .inputOutput: "input_output"
      case .tryAgain: "try_again"
      case .permission: "permission"
      case .configuration: "configuration"
      }
    }
  }

  let code: Int32
  let message: String
  let advice: String

  init(_ code: Code, _ message: String, advice: String) {
    self.code = code.rawValue
    self.message = message
    self.advice = advice
  }

  /// What any error of this program means to the person who started it.
  init(_ error: any Error) {
    switch error {
    case let failure as Failure: self = failure
    case let error as SiteError:
      self.init(code: error.exitCode, error.message, advice: error.advice)
    case let error as ConfigurationError: self.init(.configuration, error.message, advice: error.advice)
    case let error as StoreError: self.init(Self.code(error.kind), error.message, advice: error.advice)
    case let error as ReportError: self.init(.usage, error.message, advice: error.advice)
    case let error as MariaDBError: self.init(database: error)
    // An end that has said what it had to say already.
    case let code as ExitCode: self.init(code: code.rawValue, "", advice: "")
    default:
      self.init(
        code: (Code(rawValue: TokenLedger.exitCode(for: error).rawValue) ?? .software).rawValue,
        Mistake(
          parserMessage: TokenLedger.message(for: error), arguments: Array(CommandLine.arguments.dropFirst()))
      )
    }
  }

  /// A mistake in the command line.
  init(code: Int32 = Code.usage.rawValue, _ mistake: Mistake) {
    self.init(code: code, mistake.message, advice: "See '\(mistake.command) --help'.")
  }

  private init(code: Int32, _ message: String, advice: String) {
    self.code = code
    self.message = message
    self.advice = advice
  }

  /// Says on standard error what happened, with a document for programs where one is wanted; returns the exit code.
  func report(withDocument: Bool) -> Int32 {
    guard !message.isEmpty else { return code }
    Console.standardError("tokenledger: error: " + message.sanitizedLine + "\n")
    Console.standardError(advice.sanitizedLine + "\n")
    if withDocument, let line = try? JSONText.line(ErrorDocument(self)) { Console.standardError(line + "\n") }
    return code
  }

  private static func code(_ kind: StoreError.Kind) -> Code {
    switch kind {
    case .badData: .badData
    case .noInput: .noInput
    case .busy: .tryAgain
    case .permission: .permission
    case .configuration: .configuration
    case .usage: .usage
    }
  }
}
