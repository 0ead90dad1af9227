import ArgumentParser
import Ledger
import LedgerStore
import Rendering

/// A command that answers about one site, in every format. What all of them do is written here alone: finding and opening
/// the site, writing the answer, and ending with its fault.
protocol SiteCommand: ParsableCommand {
  /// Where the site is.
  var site: SiteArguments { get }
  /// How the answer is written.
  var output: OutputArguments { get }

  /// What the command has to say of a site that was opened.
  func answer(_ site: OpenSite) throws -> Answer
}

extension SiteCommand {
  func run() throws {
    let console = output.console
    try console.write(answer(OpenSite(session: site.open(console), console: console)), output.renderer)
  }
}

/// A site whose database was opened.
struct OpenSite {
  let session: SiteSession
  let console: Console
}

extension Console {
  /// Writes an answer, and throws its fault if it has one.
  func write(_ answer: Answer, _ renderer: Renderer) throws {
    try write(renderer.bytes(answer))
    if let fault = answer.fault { throw fault }
  }
}
