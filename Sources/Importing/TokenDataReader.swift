import Chatbots
import Ledger
import Text

/// A line that is not a row of a downloaded file.
public struct MalformedLine: Sendable, Equatable {
  /// The line's number in the file, from 1.
  public let line: Int
  /// What is wrong with it.
  package let defect: LineDefect

  /// A malformed line.
  package init(line: Int, defect: LineDefect) {
    self.line = line
    self.defect = defect
  }
}

/// Reads the chatbot's own "Download Token Usage Data" file, a row at a time and in bounded memory.
///
/// The header says which of the log's columns there are and in which order: id, time, type and text are needed, the user
/// is used when it is there, and all others are passed over.
///
///     var file = try TokenDataReader(KognetiksChatbot().log) { buffer in read(descriptor, buffer.baseAddress, buffer.count) }
///     while let entry = try file.next() { … }
public struct TokenDataReader {
  /// What a line of the file holds.
  public enum Entry: Sendable {
    /// A row, with the number of the line where it begins. No model, page and assistant are known of it.
    case row(TokenRow, line: Int)
    /// No row.
    case malformed(MalformedLine)
  }

  private let log: ChatLog
  private var csv: CSVReader
  private var record = CSVRecord()
  private var columns: TokenDataColumns?
  /// Whether the file turned out to have no usable header, so that it is no such file.
  public private(set) var lacksHeader = false

  /// A reader of rows of a log, in the bytes that `read` puts into a buffer; it gives how many it has put there, 0 at
  /// the end. Throws what `read` throws.
  public init(
    _ log: ChatLog, read: @escaping (UnsafeMutableRawBufferPointer) throws -> Int
  ) throws {
    self.log = log
    csv = try CSVReader(read: read)
  }

  /// The next line below the header; nil at the end. A file without a usable header is one malformed line.
  /// Throws what `read` throws.
  public mutating func next() throws -> Entry? {
    if lacksHeader { return nil }
    if columns == nil, let defect = try readHeader() {
      lacksHeader = true
      return .malformed(defect)
    }
    guard let columns, let entry = try csv.next(into: &record) else { return nil }
    switch entry {
    case .malformed(let line, let defect):
      return .malformed(MalformedLine(line: line, defect: .csv(defect)))
    case .record(let line), .refused(let line):
      do throws(LineDefect) {
        return .row(try columns.row(record), line: line)
      } catch {
        return .malformed(MalformedLine(line: line, defect: error))
      }
    }
  }

  private mutating func readHeader() throws -> MalformedLine? {
    switch try csv.next(into: &record) {
    case nil: return MalformedLine(line: 1, defect: .empty)
    case .malformed(let line, let defect): return MalformedLine(line: line, defect: .csv(defect))
    case .record, .refused:
      do throws(LineDefect) {
        let columns = try TokenDataColumns(log, header: record)
        self.columns = columns
        csv.fieldCount = record.count
        csv.accepts = columns.accept
        return nil
      } catch {
        return MalformedLine(line: 1, defect: error)
      }
    }
  }
}
