import Text

/// Turns an answer into what a command writes, in the format that was asked for.
///
///     let renderer = Renderer(format: .table, style: .plain)
///     try console.write(renderer.bytes(answer))
public struct Renderer: Sendable {
  /// The format.
  public let format: OutputFormat
  /// The looks of tables; the other formats have none.
  public let style: TableStyle
  /// Whether CSV begins with the mark that tells Excel that it is UTF-8.
  public let marksUTF8: Bool

  /// A renderer of `format`.
  public init(format: OutputFormat, style: TableStyle = .plain, marksUTF8: Bool = false) {
    self.format = format
    self.style = style
    self.marksUTF8 = marksUTF8
  }

  /// The answer as UTF-8.
  ///
  /// - Throws: `Failure` (64) for a picture of an answer that has none; what making it throws, such as one (69) where the
  ///   program for pixels is not there.
  public func bytes(_ answer: Answer) throws -> [UInt8] {
    switch format {
    case .table: Array((answer.plainText ?? TableWriter(style: style).write(answer.screen())).utf8)
    case .csv: (marksUTF8 ? CSVWriter.byteOrderMark : []) + CSVWriter().write(answer.records())
    case .markdown: Array(MarkdownWriter().write(answer.screen()).utf8)
    case .html: Array(HTMLWriter().write(answer.screen()).utf8)
    case .svg: Array(try picture(answer).utf8)
    case .png: try PNGWriter().write(try picture(answer))
    case .json: Array(try JSONText.encode(try answer.document()).utf8)
    }
  }

  private func picture(_ answer: Answer) throws -> String {
    guard let picture = answer.picture else {
      throw Failure(.usage, "there is no picture of this answer", advice: "Ask for it in another format.")
    }
    return try picture()
  }

  /// The answer as text.
  package func text(_ answer: Answer) throws -> String {
    String(decoding: try bytes(answer), as: UTF8.self)
  }
}
