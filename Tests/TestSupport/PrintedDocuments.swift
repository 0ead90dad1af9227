import Foundation
import Glibc
import Synchronization

/// The JSON documents that the program prints while the tests run, for `scripts/check-documents`.
enum PrintedDocuments {
  private static let counter = Atomic(0)

  /// Keeps the document of an error that is the last line of standard error.
  static func keep(error: [UInt8]) throws {
    guard let line = error.split(separator: UInt8(ascii: "\n")).last else { return }
    try keep(Array(line))
  }

  /// Writes standard output that holds a document to a new file in the folder that `TOKENLEDGER_TEST_DOCUMENTS` names;
  /// does nothing where it names none.
  static func keep(_ output: [UInt8]) throws {
    guard output.first == UInt8(ascii: "{"), let folder = getenv("TOKENLEDGER_TEST_DOCUMENTS") else { return }
    let text = String(decoding: output, as: UTF8.self)
    guard text.contains("\"schema\""), text.contains("\"tokenledger.") else { return }
    let number = counter.add(1, ordering: .relaxed).newValue
    let file = URL(filePath: "\(String(cString: folder))/\(getpid())-\(number).json")
    try Data(output).write(to: file, options: .withoutOverwriting)
  }
}
