import MariaDB

/// A connection that another thread uses.
///
/// Unchecked: the test leaves it alone meanwhile.
struct UncheckedConnection: @unchecked Sendable {
  let value: Connection

  init(_ value: Connection) { self.value = value }
}
