import Application
import ArgumentParser
import Output

/// A command that asks about one site and answers in every format. What all of them do is written here alone: finding and
/// opening the site, writing the answer, and ending with its fault.
protocol SiteCommand: ParsableCommand {
  associatedtype Asked: Request

  /// Where the site is.
  var site: SiteArguments { get }
  /// How the answer is written.
  var output: OutputArguments { get }
  /// What writes the answer.
  var renderer: Renderer { get }
  /// What is asked.
  var request: Asked { get }
}

extension SiteCommand {
  var renderer: Renderer { output.renderer }

  func run() throws {
    let console = output.console
    try console.write(request.answer(site.open(console)), renderer)
  }
}

extension Console {
  /// Writes an answer, and throws its fault if it has one.
  func write(_ answer: Answer, _ renderer: Renderer) throws {
    try write(renderer.bytes(answer))
    if let fault = answer.fault { throw fault }
  }
}
