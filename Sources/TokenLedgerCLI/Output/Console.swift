import Application
import Glibc
import Output
import Sites
import Text

/// Where data and messages go: data to standard output, everything else to standard error.
struct Console: Sendable {
  let isQuiet: Bool
  let isVerbose: Bool
  let noColor: Bool

  /// Hears what use cases have to say.
  var listener: Listener {
    let detail: (@Sendable (String) -> Void)? = isVerbose ? { @Sendable in self.detail($0) } : nil
    let isWatched = isatty(STDERR_FILENO) == 1 && !isQuiet
    return Listener(
      warn: { self.warn($0) }, detail: detail, note: isWatched ? { @Sendable in self.note($0) } : detail,
      progress: { self.progressBar($0) })
  }

  /// Whether data goes to a terminal, which obeys escapes.
  var writesToTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

  /// Whether a person at a terminal reads the data, and wants to see it laid out.
  var isTerminal: Bool { writesToTerminal && !isQuiet && !isPlainWanted }

  /// A progress bar, when a person at a terminal reads the messages.
  func progressBar(_ label: String) -> ProgressBar? {
    guard isatty(STDERR_FILENO) == 1 && !isQuiet && !isPlainWanted else { return nil }
    return ProgressBar(label, isASCII: usesASCII)
  }

  /// Whether messages may have colours.
  var colorsMessages: Bool { isatty(STDERR_FILENO) == 1 && !isPlainWanted }

  private var isPlainWanted: Bool {
    if noColor { return true }
    return getenv("NO_COLOR").map { $0.pointee != 0 } ?? false
  }

  /// The terminal's width in columns; 80 where there is none.
  var width: Int {
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  /// How tables look there.
  var tableStyle: TableStyle {
    (isTerminal ? TableStyle.terminal(width: width) : .plain).inASCII(usesASCII)
  }

  private var usesASCII: Bool { !Self.readsUTF8(Environment.variables) }

  /// Whether these environment variables name a UTF-8 locale. Cron sets none, so its mails are ASCII.
  static func readsUTF8(_ environment: EnvironmentVariables) -> Bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
    let charset = locale?.split(separator: ".").dropFirst().first?.split(separator: "@").first ?? ""
    return ["utf-8", "utf8"].contains(charset.lowercased())
  }

  /// Writes data.
  func write(_ bytes: [UInt8]) throws {
    var sink = ByteSink(descriptor: STDOUT_FILENO, name: "standard output")
    try sink.write(bytes)
    try sink.flush()
  }

  /// Writes text as data.
  func write(_ text: String) throws { try write(Array(text.utf8)) }

  /// Says something that the owner should know.
  func warn(_ text: String) {
    if !isQuiet { Self.standardError("tokenledger: warning: " + text.sanitizedLine + "\n") }
  }

  /// Says what is being done, to those who asked.
  func detail(_ text: String) {
    if isVerbose { note(text) }
  }

  /// Says what is no warning.
  private func note(_ text: String) {
    Self.standardError("tokenledger: " + text.sanitizedLine + "\n")
  }

  /// Writes to standard error. When that fails there is nobody left to tell.
  static func standardError(_ text: String) {
    let bytes = Array(text.utf8)
    _ = Glibc.write(STDERR_FILENO, bytes, bytes.count)
  }
}
