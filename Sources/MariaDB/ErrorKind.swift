extension MariaDBError {
  /// What an error means to whoever has to do something about it.
  public enum Kind: Sendable, Hashable, CaseIterable {
    // MARK: No connection
    /// No server answers, or none under this name.
    case unreachable
    /// The connection is gone, with whatever transaction was open.
    case connectionLost
    /// The server lets nobody in from this machine.
    case hostRefused
    /// The server lets nobody in from this machine any more, after too many attempts that failed.
    case hostBlocked
    /// The server ended the session as soon as it had begun, as after a faulty `init_connect`.
    case sessionEnded
    /// TLS cannot be had as asked.
    case encryption
    /// The two sides agree on no method of logging in.
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
    /// A view has lost what it shows, or the rights of whoever made it.
    case brokenView
    /// The server, or the account, has as many connections as it may have, or has used up what it may use in an hour.
    case tooManyConnections
    /// The server holds as many prepared statements as it may.
    case tooManyStatements

    // MARK: What is there
    /// The database does not exist.
    case unknownDatabase
    /// No database was named.
    case noDatabase
    /// A table does not exist.
    case unknownTable
    /// A column does not exist.
    case unknownColumn
    /// A table's files are damaged, or gone.
    case damagedTable

    // MARK: What passes
    /// The same transaction may well succeed when it is run again from its start: lock wait timeout, deadlock, changed
    /// row, a cluster's node that is not ready, a table altered under a snapshot, a prepared statement that the server
    /// (or a proxy's next server) does not know or wants prepared again.
    case transient
    /// Somebody ended the statement, or altered its table meanwhile.
    case interrupted
    /// The server ended a statement that took longer than it allows: MariaDB's `max_statement_time`, MySQL's
    /// `max_execution_time`.
    case timeLimit
    /// The server has no memory, threads or locks left.
    case exhausted

    // MARK: The server's limits
    /// The server takes no writes: read-only as a whole, or the transaction is.
    case readOnly
    /// A statement is not allowed that reads or changes too many rows.
    case statementRefused
    /// A packet is longer than the server takes.
    case packetTooLarge
    /// The server's disk or a table is full.
    case storageFull
    /// The server's storage fails.
    case storage

    // MARK: The rest
    /// The options name no connection that can be.
    case options
    /// This process was interrupted, or has no descriptors left.
    case process
    /// A row with the same unique key is there already.
    case duplicateKey
    /// A mistake of this program's: SQL that is no SQL, a value that fits nowhere, a result of another type.
    case mistake
    /// Anything else that a server may refuse.
    case other
  }

  /// The codes that something is done about. The client library's are in errmsg.h, the server's in mysqld_error.h and in
  /// my_base.h, and 3000 and more may be MySQL's.
  private static let codes: [Kind: [Int]] = [
    .unreachable: [2000, 2001, 2002, 2003, 2004, 2005, 2007, 2009, 2012, 2047, 3032, 5001, 5011],
    // 1053 and 1927 are the server's last words; 4031 is MySQL's for a session idle too long.
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
    .transient: [1205, 1213, 1020, 1047, 1412, 1243, 1615],
    .interrupted: [1317, 2057],
    .timeLimit: [1969, 3024],
    .exhausted: [1037, 1038, 1041, 1135, 1206, 2008],
    .readOnly: [1036, 1792, 1836, 1874],
    .statementRefused: [1104, 1175],
    .packetTooLarge: [1153, 1301, 2020],
    .storageFull: [1021, 1114],
    .storage: [1005, 1023, 1024, 1025, 1026, 1030, 1286, 1289, 1815],
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

  /// Errors of storage name the operating system's, or the engine's, own number.
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
    // The option that prevents a statement is not always this one.
    if code == 1290 {
      return message.contains("read-only") || message.contains("read_only") ? .readOnly : .other
    }
    let kind = Self.kinds[code] ?? (origin == .client ? .unreachable : .other)
    guard kind == .storage, let number = storageNumber else { return kind }
    if StorageNumber.full.contains(number) { return .storageFull }
    if StorageNumber.readOnly.contains(number) { return .readOnly }
    return StorageNumber.damaged.contains(number) ? .damagedTable : kind
  }

  /// The number behind `errno:`, `Errcode:` or `error`, which no name in backticks or quotes comes between.
  private var storageNumber: Int? {
    for word in ["errno: ", "Errcode: ", "Got error "] {
      guard let place = message.range(of: word, fromEnd: word != "Got error ") else { continue }
      return Int(message[place...].prefix { $0.isASCII && $0.isNumber })
    }
    return nil
  }

  /// Whether the connection is gone, with whatever transaction was open.
  public var isConnectionLost: Bool { kind == .connectionLost }
  /// Whether the server, or the account, has as many connections as it may have.
  public var isTooManyConnections: Bool { kind == .tooManyConnections }
  /// Whether the same transaction may well succeed when it is run again from its start.
  public var isTransient: Bool { kind == .transient }
  /// Whether the account is refused, or lacks a privilege.
  public var isAccessDenied: Bool { kind == .accessDenied || kind == .credentials }
  /// Whether a table does not exist.
  public var isUnknownTable: Bool { kind == .unknownTable }
  /// Whether a column does not exist.
  public var isUnknownColumn: Bool { kind == .unknownColumn }
}

extension String {
  /// The place behind the first `word`, or the last.
  fileprivate func range(of word: String, fromEnd: Bool) -> String.Index? {
    let ranges = ranges(of: word)
    return (fromEnd ? ranges.last : ranges.first)?.upperBound
  }
}
