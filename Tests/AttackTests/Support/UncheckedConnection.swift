import MariaDB

/// A connection that the proxy's thread uses.
///
/// Unchecked: the test waits meanwhile.
struct UncheckedConnection: @unchecked Sendable {
  let value: Connection

  init(_ value: Connection) { self.value = value }
}
