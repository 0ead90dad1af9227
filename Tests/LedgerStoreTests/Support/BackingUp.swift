import LedgerStore
import MariaDB
import TestSupport
import Testing

extension TestSite {
  /// The whole ledger as a backup.
  func backup() throws -> [UInt8] {
    var bytes: [UInt8] = []
    let session = try session()
    _ = try LedgerBackup(session, session.facts(), tool: "0.0.0").write { bytes += $0 }
    return bytes
  }

  /// Brings a ledger back from a backup; `written` is what the file holds when it is read again.
  func restore(_ bytes: [UInt8], replacing replaces: Bool = false, written: [UInt8]? = nil) throws {
    var reader = try BackupReader(bytes: bytes)
    let restore = try LedgerRestore(session(), of: reader.check())
    try restore.run(replacing: replaces, show: { _ in }) { try BackupReader(bytes: written ?? bytes) }
  }
}

extension BackupReader {
  /// A reader of bytes in memory.
  init(bytes: [UInt8]) throws {
    var position = 0
    try self.init { buffer in
      let count = min(buffer.count, bytes.count - position)
      buffer.copyBytes(from: bytes[position..<position + count])
      position += count
      return count
    }
  }
}
