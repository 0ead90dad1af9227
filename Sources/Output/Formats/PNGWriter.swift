import Glibc
import Programs
import Text

/// Turns a drawing into pixels, with librsvg's program. The drawing goes through memory, since other users of the machine
/// can see arguments and temporary files.
///
///     try PNGWriter().write(try BarChart(report, site: site).svg)
struct PNGWriter {
  /// What it is called, in Debian's package librsvg2-bin.
  static let program = "rsvg-convert"
  /// Twice the units of a drawing, so that it is sharp in a mail and on a screen.
  private static let width = 1280
  private static let timeLimit = 60.0
  private static let outputLimit = 64 << 20

  private let folders: [String]

  /// A writer that looks for the program in some folders; by default in those of PATH, and in the usual ones.
  init(
    folders: [String] = (getenv("PATH").map { String(cString: $0) } ?? "").split(separator: ":").map(
      String.init) + ["/usr/local/bin", "/usr/bin", "/bin"]
  ) {
    self.folders = folders
  }

  /// The drawing on white, as PNG.
  ///
  /// - Throws: `Failure`: the program is not there or fails (69), or takes too long (75).
  func write(_ svg: String) throws -> [UInt8] {
    guard let path = OtherProgram.find(Self.program, in: folders) else {
      throw Failure(
        .unavailable, "--format png needs the program \(Self.program), which is not installed",
        advice: "Install it (Debian: apt install librsvg2-bin), or use --format svg.")
    }
    var converter = OtherProgram(
      path,
      [
        "--format=png", "--width=\(Self.width)", "--keep-aspect-ratio", "--background-color=white",
      ])
    converter.answersOnStandardOutput = true
    converter.input = Array(svg.utf8)
    converter.timeLimit = Self.timeLimit
    converter.outputLimit = Self.outputLimit
    let outcome: OtherProgram.Outcome
    do {
      outcome = try converter.run()
    } catch let error as OtherProgram.StartError {
      throw unavailable("\(printable(path)) cannot be started: \(error.reason)")
    }
    switch outcome {
    case .exited(0, let png) where png.starts(with: [0x89, 0x50, 0x4E, 0x47]): return png
    case .exited(let code, _): throw unavailable("\(printable(path)) made no picture (exit code \(code))")
    case .killed(let signal): throw unavailable("\(printable(path)) was ended by signal \(signal)")
    case .tooLong: throw unavailable("\(printable(path)) made too large a picture")
    case .timedOut:
      throw Failure(
        .tryAgain, "\(printable(path)) did not finish within \(Int(Self.timeLimit)) s",
        advice: "Ask for fewer periods, or use --format svg.")
    }
  }

  private func unavailable(_ message: String) -> Failure {
    Failure(.unavailable, message, advice: "Use --format svg.")
  }
}
