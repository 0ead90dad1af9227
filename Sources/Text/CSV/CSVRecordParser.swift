/// Finds one record at the beginning of some bytes, in the form of ``CSVDialect``, or as RFC 4180 has it.
///
/// The two differ in quotes that follow a backslash: PHP leaves the first of them as it is, RFC 4180 doubles each.
/// Before what looks like the end of a field both can be meant, and PHP alone can mean two things: `"a\",b` is
/// either the two fields `a\` and `b`, or the beginning of one field `a\",b…`. Each such place is first taken for
/// the end of its field; when the record then does not come out as it should, it is taken for text.
struct CSVRecordParser {
  enum Outcome: Equatable {
    /// A record; the next one begins so many bytes further on.
    case complete(length: Int)
    /// The bytes end before the record does.
    case incomplete
    /// No reading makes a record of it.
    case malformed(CSVDefect)
    /// No reading makes a record that is accepted; the first one is left in the record.
    case refused
  }

  /// A place that can be read in two ways, with what had been read before it.
  private struct Choice {
    /// Where to go on when the quotes are text.
    let position: Int
    let byteCount: Int
    let fieldCount: Int
    /// How many quotes the text has then.
    let quotes: Int
  }

  /// More places to choose at than any record of the chatbot's has.
  private static let choiceLimit = 1000

  /// How many fields a record has; nil when it is the header that is read.
  let fieldCount: Int?
  /// Whether a record's fields make sense, where it can be read in more than one way.
  let accepts: (CSVRecord) -> Bool

  /// Reads the record at the beginning of `bytes` into `record`. `isAtEnd` says that nothing follows them.
  func parse(_ bytes: UnsafeRawBufferPointer, isAtEnd: Bool, into record: inout CSVRecord) -> Outcome {
    record.removeAll()
    var walk = Walk(bytes: bytes, isAtEnd: isAtEnd, fieldCount: fieldCount)
    var first: Outcome?
    for _ in 0..<Self.choiceLimit {
      var outcome = walk.run(&record)
      if case .complete = outcome, !walk.choices.isEmpty, !accepts(record) { outcome = .refused }
      switch outcome {
      case .complete, .incomplete: return outcome
      case .malformed, .refused: first = first ?? outcome
      }
      if !walk.takeOtherChoice(&record) { break }
    }
    guard case .refused = first else { return first ?? .malformed(.strayQuote) }
    record.removeAll()
    var again = Walk(bytes: bytes, isAtEnd: isAtEnd, fieldCount: fieldCount)
    _ = again.run(&record)
    return .refused
  }

  /// One way through the bytes.
  private struct Walk {
    let bytes: UnsafeRawBufferPointer
    let isAtEnd: Bool
    let fieldCount: Int?
    var position = 0
    var isQuoted = false
    var choices: [Choice] = []

    init(bytes: UnsafeRawBufferPointer, isAtEnd: Bool, fieldCount: Int?) {
      self.bytes = bytes
      self.isAtEnd = isAtEnd
      self.fieldCount = fieldCount
    }

    /// Goes on from where it stands: within a quoted field, or at the beginning of one.
    mutating func run(_ record: inout CSVRecord) -> Outcome {
      while true {
        if !isQuoted, position < bytes.count, bytes[position] == quote {
          isQuoted = true
          position += 1
        }
        if let stop = isQuoted ? readQuoted(&record) : readPlain(&record) { return stop }
        isQuoted = false
        record.endField()
        // Here is a comma, the end of the line, or the end of it all.
        if position < bytes.count, bytes[position] == comma {
          position += 1
          continue
        }
        guard let fieldCount, record.count != fieldCount else {
          return .complete(length: position + endOfLine(at: position))
        }
        return .malformed(.fieldCount(record.count, expected: fieldCount))
      }
    }

    /// Goes back to the last place that can be read in another way; false when there is none.
    mutating func takeOtherChoice(_ record: inout CSVRecord) -> Bool {
      guard let choice = choices.popLast() else { return false }
      record.truncate(bytes: choice.byteCount, fields: choice.fieldCount)
      record.append(quote, count: choice.quotes)
      position = choice.position
      isQuoted = true
      return true
    }

    private mutating func readPlain(_ record: inout CSVRecord) -> Outcome? {
      while position < bytes.count {
        let byte = bytes[position]
        if byte == comma || byte == lineFeed { return nil }
        if byte == carriageReturn {
          guard position + 1 < bytes.count || isAtEnd else { return .incomplete }
          if endOfLine(at: position) > 0 { return nil }
        }
        // Where a choice is open, a space shows that it was wrong: the writer would have put the field into quotes.
        // Nobody's text can so pass for a time and a type, for its own quotes are doubled.
        if byte == quote || byte == space && !choices.isEmpty { return .malformed(.strayQuote) }
        record.append(byte)
        position += 1
      }
      return isAtEnd ? nil : .incomplete
    }

    private mutating func readQuoted(_ record: inout CSVRecord) -> Outcome? {
      // A choice resumes right after the quotes that it took for text, so nothing is escaped there.
      var isEscaped = false
      while position < bytes.count {
        let byte = bytes[position]
        if byte != quote {
          isEscaped = byte == backslash
          record.append(byte)
          position += 1
          continue
        }
        let run = bytes[position...].prefix { $0 == quote }.count
        // What quotes mean is seen two bytes behind them at the latest: "\r\n.
        guard position + run + 1 < bytes.count || isAtEnd else { return .incomplete }
        let isEnd = isEndOfField(position + run)
        position += run
        if isEscaped, isEnd {
          choices.append(
            Choice(
              position: position, byteCount: record.bytes.count, fieldCount: record.count,
              quotes: (run + 1) / 2))
          record.append(quote, count: run / 2)
          return nil
        }
        if isEscaped {
          // PHP writes an odd number of them: one as it is, the others doubled.
          record.append(quote, count: (run + 1) / 2)
        } else {
          record.append(quote, count: run / 2)
          if !run.isMultiple(of: 2) { return isEnd ? nil : .malformed(.strayQuote) }
        }
        isEscaped = false
      }
      return isAtEnd ? .malformed(.endless) : .incomplete
    }

    private func isEndOfField(_ position: Int) -> Bool {
      position >= bytes.count || bytes[position] == comma || endOfLine(at: position) > 0
    }

    /// How many bytes the end of a line takes at `position`; 0 when there is none.
    private func endOfLine(at position: Int) -> Int {
      guard position < bytes.count else { return 0 }
      if bytes[position] == lineFeed { return 1 }
      let isCRLF =
        bytes[position] == carriageReturn && position + 1 < bytes.count && bytes[position + 1] == lineFeed
      return isCRLF ? 2 : 0
    }
  }
}

private let quote = CSVDialect.quote
private let comma = CSVDialect.separator
private let space = CSVDialect.space
private let backslash = CSVDialect.backslash
private let lineFeed = CSVDialect.lineFeed
private let carriageReturn = CSVDialect.carriageReturn
