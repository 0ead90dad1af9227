import CMariaDB
import Glibc

/// A connection to a MariaDB or MySQL server.
///
/// It belongs to one thread at a time and every call blocks. Its session is the same on every server: utf8mb4,
/// UTC, strict SQL, REPEATABLE READ, autocommit, no LOCAL INFILE. One that the server closed between two statements,
/// for example after a long pause, is reopened with the same session; but never within a transaction, which would
/// silently be lost, nor after a statement was sent.
///
///     let connection = try Connection(options)
///     let names = try connection.rows("SELECT id, name FROM users WHERE id > \(last)", as: (Int, String).self)
public final class Connection {
  /// Which server answers.
  public private(set) var serverVersion: ServerVersion
  /// The server's number for this connection, as KILL takes it.
  public private(set) var connectionID: UInt
  /// The cipher that the connection is encrypted with; nil when it is not.
  public private(set) var tlsCipher: String?
  /// Whether the server has the variables of a cluster's node, and reads wait for what the cluster has committed. It is
  /// true of most single servers, too.
  public private(set) var knowsClusters: Bool

  private var options: ConnectionOptions
  private var handle: UnsafeMutablePointer<MYSQL>?
  /// The statements that this process sends to the server.
  let questions: QuestionCount
  /// By this it may be broken off, as long as it is open.
  private var interruptible: Interruption.Socket?
  private var statements = StatementCache()
  /// While rows are being read, any other statement on the connection would swallow them.
  private var isBusy = false
  package private(set) var isInTransaction = false
  /// Off during a transaction that writes, and after it until another statement needs it.
  private var isAutocommitting = true
  private var closesWhenIdle = false

  /// Connects and logs in. Throws ``MariaDBError``: there is no server, it refuses the account or database, or
  /// TLS cannot be had as asked.
  public init(_ options: ConnectionOptions) throws {
    self.options = options
    questions = QuestionCount.of(options.address)
    let opened = try ConnectionOpening.open(options)
    (handle, interruptible, knowsClusters) = (opened.handle, opened.interruptible, opened.knowsClusters)
    (serverVersion, connectionID, tlsCipher) = Connection.describe(opened.handle)
  }

  /// Connects again after the connection was lost, with a session that is pinned like the first. Nothing of the
  /// old session is left: what was under way is for the caller to find out.
  ///
  /// - Throws: ``MariaDBError`` as when connecting.
  public func reopen(_ options: ConnectionOptions) throws {
    close()
    self.options = options
    let opened = try ConnectionOpening.open(options)
    (handle, interruptible, knowsClusters) = (opened.handle, opened.interruptible, opened.knowsClusters)
    (serverVersion, connectionID, tlsCipher) = Connection.describe(opened.handle)
    isAutocommitting = true
  }

  /// Reopens the connection when the server has closed it since the last statement: after its `wait_timeout`, by a
  /// KILL, or in a restart.
  ///
  /// It costs no round trip while the connection is open. Outside a transaction nothing is in progress, so nothing is
  /// lost.
  private func reopenIfEnded() throws {
    guard let handle, !isInTransaction, options.interruption?.isInterrupted != true else { return }
    var socket = pollfd(fd: mysql_get_socket(handle), events: Int16(POLLIN), revents: 0)
    // Unrequested data most likely announces the end of the connection, which a ping confirms.
    guard poll(&socket, 1, 0) > 0, mysql_ping(handle) != 0 else { return }
    try reopen(options)
  }

  private static func describe(_ handle: UnsafeMutablePointer<MYSQL>) -> (ServerVersion, UInt, String?) {
    let version = ServerVersion(
      number: Int(mysql_get_server_version(handle)), text: String(cString: mysql_get_server_info(handle)),
      isMariaDB: mariadb_connection(handle) != 0)
    return (version, mysql_thread_id(handle), mysql_get_ssl_cipher(handle).map { String(cString: $0) })
  }

  deinit {
    close()
  }

  /// Whether the connection can still be used: not closed, and not known to be lost.
  public var isOpen: Bool { handle != nil }

  /// Closes the connection; the server rolls back an open transaction. While rows are being read, the
  /// connection closes after the last one.
  public func close() {
    guard !isBusy else {
      closesWhenIdle = true
      return
    }
    if let handle { mysql_close(handle) }
    handle = nil
    interruptible = nil
    // After the connection: the server need not be told of each.
    statements.removeAll()
  }

  /// Runs a statement and drops its rows, if it has any. Throws ``MariaDBError``.
  @discardableResult
  public func execute(_ query: Query) throws -> ExecutionResult {
    try run(query) { _ in }
  }

  /// Hands over the rows as they come from the server, one at a time, in constant memory. Nothing else can be
  /// done with the connection until it returns. When `body` throws, the remaining rows are read and dropped, so that the
  /// connection stays usable.
  ///
  /// - Parameters:
  ///   - query: The query.
  ///   - isShort: Whether there are so few rows that a round trip counts for more than reading them: the query is then
  ///     sent as text, and not prepared first.
  ///   - body: Gets each row.
  /// - Throws: ``MariaDBError``, and what `body` throws.
  public func forEachRow(_ query: Query, isShort: Bool = false, _ body: (Row) throws -> Void) throws {
    if isShort {
      try run(query, body)
      return
    }
    do {
      try perform(query) { try $0.forEachRow(body) }
    } catch let error as MariaDBError where error.kind == .tooManyStatements {
      // It was not run, and as text it needs no room among the server's statements.
      try run(query, body)
    }
  }

  /// All rows, for results that are known to be small. Throws ``MariaDBError``.
  public func rows<each Value: MariaDBDecodable>(
    _ query: Query, as types: (repeat each Value).Type = (repeat each Value).self
  ) throws -> [(repeat each Value)] {
    var rows: [(repeat each Value)] = []
    try run(query) { rows.append(try $0.decode(types)) }
    return rows
  }

  /// All values of a single column, for results that are known to be small. Throws ``MariaDBError``.
  public func rows<Value: MariaDBDecodable>(
    _ query: Query, as type: Value.Type = Value.self
  ) throws -> [Value] {
    var values: [Value] = []
    try run(query) { values.append(try $0.decode(type)) }
    return values
  }

  /// The first row, or nil when there is none. Throws ``MariaDBError``.
  public func firstRow<each Value: MariaDBDecodable>(
    _ query: Query, as types: (repeat each Value).Type = (repeat each Value).self
  ) throws -> (repeat each Value)? {
    try rows(query, as: types).first
  }

  /// The only column of the first row, or nil when there is none. Throws ``MariaDBError``.
  public func firstRow<Value: MariaDBDecodable>(
    _ query: Query, as type: Value.Type = Value.self
  ) throws -> Value? {
    try rows(query, as: type).first
  }

  /// Runs `body` inside a transaction that may write: COMMIT when it returns, ROLLBACK when it throws.
  ///
  /// Nothing in it can commit by itself. On a Galera cluster a SELECT can be answered as usual although the
  /// transaction has just been rolled back for another node's sake; with autocommit each of the following statements
  /// would then be a transaction of its own. Without it they are a new one, of which the caller must find out at its
  /// end that it lacks the first part, and throw.
  ///
  /// A statement that defines tables commits by itself in MariaDB, and takes the transaction with it. An error
  /// out of COMMIT has ``MariaDBError/isCommitAmbiguous`` set when the transaction may have happened.
  public func transaction<Result>(_ body: () throws -> Result) throws -> Result {
    try transaction(
      begin: {
        try reopenIfEnded()
        if isAutocommitting { try setAutocommit(false) }
      }, body)
  }

  /// Runs `body` inside a transaction that only reads, and sees every table as it was at the start: also those
  /// that `body` comes to late. Throws as ``transaction(_:)``.
  public func snapshot<Result>(_ body: () throws -> Result) throws -> Result {
    try transaction(
      begin: { try execute("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY") }, body)
  }

  /// Runs `body` inside a transaction that only reads, from the server that takes the writes: where a read/write splitter
  /// stands between, others may lag behind. It sees every table as it was when it first looked at one. Throws as
  /// ``transaction(_:)``.
  public func currentSnapshot<Result>(_ body: () throws -> Result) throws -> Result {
    try transaction(begin: { try execute("START TRANSACTION") }, body)
  }

  private func transaction<Result>(begin: () throws -> Void, _ body: () throws -> Result) throws -> Result {
    guard !isInTransaction else {
      throw MariaDBError(.query, "a transaction cannot be started inside another")
    }
    try begin()
    isInTransaction = true
    defer { isInTransaction = false }
    let result: Result
    do {
      result = try body()
    } catch {
      rollBack()
      throw error
    }
    do {
      try execute("COMMIT")
    } catch var error as MariaDBError {
      error.isCommitAmbiguous = error.leavesCommitOpen
      rollBack()
      throw error
    }
    return result
  }

  private func setAutocommit(_ isOn: Bool) throws {
    // So that the statement itself does not ask for it.
    isAutocommitting = true
    do {
      try execute(isOn ? "SET autocommit = 1" : "SET autocommit = 0")
    } catch {
      // A server that refuses it goes on as before; one that is lost is connected to again, with autocommit.
      isAutocommitting = !isOn
      throw error
    }
    isAutocommitting = isOn
  }

  /// A transaction that cannot be rolled back by asking is rolled back by hanging up.
  private func rollBack() {
    guard isOpen else { return }
    do { try execute("ROLLBACK") } catch { close() }
  }

  /// Runs a statement in a single round trip where it can be sent as text.
  @discardableResult
  private func run(_ query: Query, _ body: (Row) throws -> Void) throws -> ExecutionResult {
    guard let text = query.text else {
      return try perform(query) { statement in
        try statement.forEachRow(body)
        return statement.result
      }
    }
    return try send(query, as: text) { try TextResult(on: $0).forEachRow(body) }
  }

  /// Sends a statement as text and lets `read` read what it gives.
  func send<Result>(
    _ query: Query, as text: [UInt8], _ read: (UnsafeMutablePointer<MYSQL>) throws -> Result
  ) throws -> Result {
    try use(query) { handle in
      // The library takes text as it takes bytes, and looks at no more of it than it is told.
      let status = text.withUnsafeBytes {
        mysql_real_query(handle, $0.baseAddress?.assumingMemoryBound(to: CChar.self), UInt($0.count))
      }
      guard status == 0 else { throw MariaDBError(handle) }
      return try read(handle)
    }
  }

  /// Runs a query as a prepared statement and lets `body` read what it gave.
  private func perform<Result>(_ query: Query, _ body: (Statement) throws -> Result) throws -> Result {
    try use(query) { handle in
      let statement = try statements.take(query.sql) ?? prepare(query.sql, on: handle)
      try statement.execute(query.parameters)
      let result = try body(statement)
      // One that failed is not kept, and closed thereby.
      statements.put(statement)
      return result
    }
  }

  /// Prepares a statement. When the server's limit of prepared statements is reached, the cached ones make
  /// room.
  private func prepare(_ sql: String, on handle: UnsafeMutablePointer<MYSQL>) throws -> Statement {
    do {
      return try Statement(sql, on: handle)
    } catch let error as MariaDBError where error.kind == .tooManyStatements {
      statements.removeAll()
      return try Statement(sql, on: handle)
    }
  }

  /// Guards every use of the handle: it must be open and idle, and is closed when the connection is lost.
  private func use<Result>(
    _ query: Query, _ body: (UnsafeMutablePointer<MYSQL>) throws -> Result
  ) throws -> Result {
    if let defect = query.defect { throw defect }
    guard !isBusy else {
      throw MariaDBError(.query, "a connection whose rows are being read cannot run another statement")
    }
    try reopenIfEnded()
    if !isInTransaction, !isAutocommitting, isOpen { try setAutocommit(true) }
    guard let handle else {
      throw MariaDBError(
        code: Int(CR_SERVER_GONE_ERROR), sqlState: "HY000", message: "The connection is closed")
    }
    isBusy = true
    questions.add()
    defer {
      isBusy = false
      // Asked of the handle, since an error may have come from the caller, and from another connection.
      if closesWhenIdle || mysql_errno(handle) != 0 && MariaDBError(handle).isConnectionLost { close() }
    }
    do { return try body(handle) } catch let error as MariaDBError where knowsClusters {
      throw error.explained(by: handle)
    }
  }
}
