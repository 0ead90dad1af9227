import Glibc
import Subprocess
import SystemPackage

/// The `tokenledger` program that was built with the tests, run as a person or a script would.
///
///     let outcome = try await TokenLedgerCommand.run(arguments: ["report", "--from", "2026-02-30"])
///     #expect(outcome.status == 64)
public enum TokenLedgerCommand {
  /// What a run of the program left.
  public struct Outcome: Sendable, Equatable, CustomStringConvertible {
    /// The exit code; 128 and the signal's number when a signal ended the program.
    public let status: Int32
    /// Standard output.
    public let outputBytes: [UInt8]
    /// Standard error.
    public let errorBytes: [UInt8]

    /// What a run is expected to leave.
    public init(status: Int32, output: String, errors: String) {
      self.init(status: status, outputBytes: Array(output.utf8), errorBytes: Array(errors.utf8))
    }

    fileprivate init(status: Int32, outputBytes: [UInt8], errorBytes: [UInt8]) {
      self.status = status
      self.outputBytes = outputBytes
      self.errorBytes = errorBytes
    }

    /// Standard output as text; what is not UTF-8 is U+FFFD.
    public var output: String { String(decoding: outputBytes, as: UTF8.self) }
    /// Standard error as text; what is not UTF-8 is U+FFFD.
    public var errors: String { String(decoding: errorBytes, as: UTF8.self) }
    /// All three, for failing tests.
    public var description: String { "exit code \(status)\noutput:\n\(output)\nerrors:\n\(errors)" }
  }

  /// Runs the program to its end.
  ///
  /// Its environment is `environment` alone, with the tests' own PATH and a locale of UTF-8 unless those are given too. Throws when the
  /// program is not there, or writes more than 64 MB; an exit code other than 0 is an outcome.
  public static func run(
    arguments: [String] = [], environment: [String: String] = [:], input: String = "",
    workingDirectory: String? = nil
  ) async throws -> Outcome {
    try await run(
      FilePath(path), arguments, environment: environment, input: input, workingDirectory: workingDirectory)
  }

  /// Runs a script in bash, where `$TOKENLEDGER` is the program's path: for pipes, terminals and measuring.
  ///
  ///     try await TokenLedgerCommand.shell("\"$TOKENLEDGER\" --version >/dev/full")
  public static func shell(
    _ script: String, environment: [String: String] = [:], input: String = "", workingDirectory: String? = nil
  ) async throws -> Outcome {
    var environment = environment
    environment["TOKENLEDGER"] = try path
    return try await run(
      "/bin/bash", ["-c", script], environment: environment, input: input, workingDirectory: workingDirectory)
  }

  /// Where the program is: beside the test bundle that is running.
  public static var path: String {
    get throws {
      var path = [CChar](repeating: 0, count: Int(PATH_MAX))
      let length = readlink("/proc/self/exe", &path, path.count)
      guard length > 0 else { throw Errno(rawValue: errno) }
      let bundle = FilePath(String(decoding: path[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self))
      return bundle.removingLastComponent().appending("tokenledger").string
    }
  }

  private static let outputLimit = 64 << 20

  private static func run(
    _ program: FilePath, _ arguments: [String], environment: [String: String], input: String,
    workingDirectory: String?
  ) async throws -> Outcome {
    var variables: [Environment.Key: String] = ["LANG": "C.UTF-8"]
    if let path = getenv("PATH") { variables["PATH"] = String(cString: path) }
    for (name, value) in environment { variables[Environment.Key(stringLiteral: name)] = value }
    let result = try await Subprocess.run(
      .path(program), arguments: Arguments(arguments), environment: .custom(variables),
      workingDirectory: workingDirectory.map { FilePath($0) }, input: .string(input),
      output: .bytes(limit: outputLimit), error: .bytes(limit: outputLimit))
    let status: Int32
    switch result.terminationStatus {
    case .exited(let code):
      status = code
      try PrintedDocuments.keep(result.standardOutput)
      try PrintedDocuments.keep(error: result.standardError)
    case .signaled(let signal):
      status = 128 + signal
    }
    return Outcome(status: status, outputBytes: result.standardOutput, errorBytes: result.standardError)
  }
}
