extension MariaDBError {
  /// What an error means for the caller: one case for each different reaction.
  public enum Kind: Sendable, Hashable, CaseIterable {
    // MARK: No connection
    /// No server answers, or none under this name.
    case unreachable
    /// The connection is lost, and with it any open transaction.
    case connectionLost
    /// The server does not accept connections from this machine.
    case hostRefused
    /// The server blocks this machine after too many failed connections.
    case hostBlocked
    /// The server ended the session at its start, for example because of a faulty `init_connect`.
    case sessionEnded
    /// The requested TLS is not available.
    case encryption
    /// Client and server share no authentication method.
    case loginMethod

    // MARK: The account
    /// The user or the password is wrong.
    case credentials
    /// The password has expired.
    case passwordExpired
    /// The account is locked.
    case accountLocked
    /// The account lacks a privilege.
    case accessDenied
    /// A view refers to a missing table or column, or its definer lacks privileges.
    case brokenView
    /// A connection limit of the server or the account, or an hourly limit of the account, is reached.
    case tooManyConnections
    /// The server's limit of prepared statements is reached.
    case tooManyStatements

    // MARK: Missing objects
    /// The database does not exist.
    case unknownDatabase
    /// No database was named.
    case noDatabase
    /// A table does not exist.
    case unknownTable
    /// A column does not exist.
    case unknownColumn
    /// A table's files are damaged or missing.
    case damagedTable

    // MARK: Temporary errors
    /// The same transaction may succeed when it is run again from its start: lock wait timeout, deadlock, changed
    /// row, a cluster's node that is not ready, a table altered under a snapshot, a prepared statement that the server
    /// (or a proxy's next server) does not know or wants prepared again.
    case transient
    /// The statement was killed, or its table was altered meanwhile.
    case interrupted
    /// The server ended a statement that exceeded its time limit: MariaDB's `max_statement_time`, MySQL's
    /// `max_execution_time`.
    case timeLimit
    /// The server has no memory, threads or locks left.
    case exhausted

    // MARK: The server's limits
    /// The server or the transaction is read-only.
    case readOnly
    /// The statement would read or change more rows than the server allows.
    case statementRefused
    /// A packet is larger than the server accepts.
    case packetTooLarge
    /// The server's disk or a table is full.
    case storageFull
    /// The server's storage failed.
    case storage

    // MARK: Others
    /// The connection options are invalid.
    case options
    /// This process was interrupted, or has no file descriptors left.
    case process
    /// A row with the same unique key already exists.
    case duplicateKey
    /// A bug in this program: invalid SQL, a value out of range, a result of another type.
    case mistake
    /// Anything else that a server may refuse.
    case other
  }

  /// The known codes. The client library's are in errmsg.h, the server's in mysqld_error.h and my_base.h; codes from
  /// 3000 on may be MySQL's.
  private static let codes: [Kind: [Int]] = [
    .unreachable: [2000, 2001, 2002, 2003, 2004, 2005, 2007, 2009, 2012, 2047, 3032, 5001, 5011],
    // 1053 and 1927 announce the end of a connection; 4031 is MySQL's for a session that was idle too long.
    .connectionLost: [2006, 2013, 2027, 2055, 1053, 1927, 4031, 1152, 1158, 1159, 1160, 1161, 5013, 5014],
    .hostRefused: [1130],
    .hostBlocked: [1129],
    .sessionEnded: [1184],
    .encryption: [tlsFailure, 3159],
    .loginMethod: [loginMethodRefused, 1251, 1275, 1524, 2049, 2059, 2061, 5012],
    .credentials: [1045, 1698],
    .passwordExpired: [1820, 1862],
    .accountLocked: [3118, 3955, 4150, 4151],
    .accessDenied: [1044, 1142, 1143, 1227, 1345, 1370],
    .brokenView: [1356, 1449],
    .tooManyConnections: [1040, 1203, 1226],
    .tooManyStatements: [1461],
    .unknownDatabase: [1049],
    .noDatabase: [1046],
    .unknownTable: [1146, 1051],
    .unknownColumn: [1054],
    .damagedTable: [
      126, 127, 144, 145, 1016, 1017, 1033, 1034, 1035, 1194, 1195, 1712, 1812, 1813, 1814, 1877, 1932,
    ],
    .transient: [159, 1205, 1213, 1020, nodeNotReady, 1412, 1243, 1615, 3101],
    .interrupted: [1317, 2057],
    .timeLimit: [1969, 3024],
    .exhausted: [1037, 1038, 1041, 1135, 1206, 2008],
    .readOnly: [1036, 1792, 1836, 1874],
    .statementRefused: [1104, 1175],
    .packetTooLarge: [1153, 1301, 2020],
    .storageFull: [1021, 1114],
    // 1180 is COMMIT's, and transient unless it names a reason of the storage.
    .storage: [commitFailure, 1005, 1023, 1024, 1025, 1026, 1030, 1286, 1289, 1815],
    .duplicateKey: [1062],
    .mistake: [
      1048, 1052, 1055, 1058, 1060, 1061, 1064, 1065, 1066, 1090, 1093, 1109, 1111, 1136, 1140, 1210, 1222,
      1241, 1242,
      1247, 1248, 1264, 1267, 1270, 1271, 1292, 1295, 1305, 1364, 1365, 1366, 1390, 1406, 1411, 1426, 1582,
      1690, 2014,
      2030, 2031, 2034, 2035, 2036, 2051, 2052, 2054, 2056,
    ],
  ]

  private static let kinds = Dictionary(
    codes.flatMap { kind, codes in codes.map { ($0, kind) } }, uniquingKeysWith: { first, _ in first })

  /// Storage errors contain a number of the operating system or the storage engine.
  private enum StorageNumber {
    static let full = [28, 122, 135]
    static let readOnly = [30, 165]
    static let damaged = [126, 127, 144, 145, 193, 194]
  }

  /// What the error means.
  public var kind: Kind {
    switch origin {
    case .encryption: return .encryption
    case .options: return .options
    case .process: return .process
    case .decoding, .query: return .mistake
    case .server, .client: break
    }
    // Other options than read-only can prevent a statement, too.
    if code == 1290 {
      return message.contains("read-only") || message.contains("read_only") ? .readOnly : .other
    }
    let kind = Self.kinds[code] ?? (origin == .client ? .unreachable : .other)
    guard kind == .storage else { return kind }
    if let number = storageNumber {
      if StorageNumber.full.contains(number) { return .storageFull }
      if StorageNumber.readOnly.contains(number) { return .readOnly }
      if StorageNumber.damaged.contains(number) { return .damagedTable }
    }
    // A node of a cluster answers so when it loses the others during COMMIT.
    return code == Self.commitFailure ? .transient : kind
  }

  /// The number after `errno:`, `Errcode:` or `error`, outside names in backticks or quotes.
  private var storageNumber: Int? {
    for word in ["errno: ", "Errcode: ", "Got error "] {
      guard let place = message.range(of: word, fromEnd: word != "Got error ") else { continue }
      return Int(message[place...].prefix { $0.isASCII && $0.isNumber })
    }
    return nil
  }

  /// COMMIT or ROLLBACK failed in the storage engine or in a cluster.
  private static let commitFailure = 1180
  /// A statement waited too long for a lock, or a cluster's node for what the others had committed.
  public var isLockWait: Bool { code == 1205 }
  /// A node of a cluster is outside of the primary component, or has not joined yet, and answers nothing.
  public var isNodeNotReady: Bool { code == Self.nodeNotReady }
  /// A node of a cluster is not ready.
  static let nodeNotReady = 1047
  /// Whether the connection is lost, and with it any open transaction.
  public var isConnectionLost: Bool { kind == .connectionLost }
  /// Whether a COMMIT that failed like this may have happened: nobody answered, or a node of a cluster that has just
  /// lost the others (1180).
  var leavesCommitOpen: Bool { isConnectionLost || code == Self.commitFailure }
  /// Whether a connection limit of the server or the account is reached.
  public var isTooManyConnections: Bool { kind == .tooManyConnections }
  /// Whether the same transaction may succeed when it is run again from its start.
  public var isTransient: Bool { kind == .transient }
  /// Whether the account is refused, or lacks a privilege.
  public var isAccessDenied: Bool { kind == .accessDenied || kind == .credentials }
  /// Whether a table does not exist.
  public var isUnknownTable: Bool { kind == .unknownTable }
  /// Whether a column does not exist.
  public var isUnknownColumn: Bool { kind == .unknownColumn }
  /// Whether a view reads what is gone, or may not read it.
  public var isBrokenView: Bool { kind == .brokenView }
  /// Whether an ALTER TABLE found what it adds, or missed what it drops or renames: it has been run before.
  public var saysAlreadyAltered: Bool { [1054, 1060, 1061, 1091].contains(code) }
}

extension String {
  /// The index after the first `word`, or the last.
  fileprivate func range(of word: String, fromEnd: Bool) -> String.Index? {
    let ranges = ranges(of: word)
    return (fromEnd ? ranges.last : ranges.first)?.upperBound
  }
}
