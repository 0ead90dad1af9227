import CMariaDB

/// SQL scripts, each in a session like WordPress's: no strict modes.
///
/// They are run with the client library alone, so that what tests compare with is not read by the code under test. A
/// process of the `mariadb` client for each would take a test run minutes.
enum SQLScript {
  private static let isStarted = mysql_server_init(0, nil, nil) == 0

  /// Runs a script in a database and gives its rows as the client's batch mode prints them.
  static func run(_ sql: String, in database: String, on server: TestServer) throws -> String {
    guard isStarted, let handle = mysql_init(nil) else {
      throw ScriptFailure(message: "the client library cannot start")
    }
    defer { mysql_close(handle) }
    mysql_options(handle, MYSQL_SET_CHARSET_NAME, "utf8mb4")
    mysql_options(handle, MYSQL_INIT_COMMAND, "SET SESSION sql_mode='NO_ENGINE_SUBSTITUTION'")
    guard
      mysql_real_connect(
        handle, nil, server.user, nil, database, 0, server.socket, UInt(CLIENT_MULTI_STATEMENTS)) != nil
    else { throw ScriptFailure(handle) }
    var output: [UInt8] = []
    var status = sql.withCString { mysql_real_query(handle, $0, UInt(sql.utf8.count)) }
    while status == 0 {
      try append(mysql_store_result(handle), of: handle, to: &output)
      status = mysql_next_result(handle)
    }
    // Below 0 there is no further statement; a comment at the end is an empty one.
    guard status < 0 || mysql_errno(handle) == ER_EMPTY_QUERY else { throw ScriptFailure(handle) }
    return String(decoding: output, as: UTF8.self)
  }

  /// Adds the rows of a statement, if it has any.
  private static func append(
    _ result: UnsafeMutablePointer<MYSQL_RES>?, of handle: UnsafeMutablePointer<MYSQL>,
    to output: inout [UInt8]
  ) throws {
    guard let result else {
      guard mysql_field_count(handle) == 0 else { throw ScriptFailure(handle) }
      return
    }
    defer { mysql_free_result(result) }
    let columns = Int(mysql_num_fields(result))
    while let row = mysql_fetch_row(result), let lengths = mysql_fetch_lengths(result) {
      for column in 0..<columns {
        if column > 0 { output.append(UInt8(ascii: "\t")) }
        if let field = row[column] {
          let bytes = UnsafeRawBufferPointer(start: field, count: Int(lengths[column]))
          for byte in bytes { append(byte, to: &output) }
        } else {
          output += "NULL".utf8
        }
      }
      output.append(UInt8(ascii: "\n"))
    }
  }

  private static func append(_ byte: UInt8, to output: inout [UInt8]) {
    switch byte {
    case 0: output += #"\0"#.utf8
    case UInt8(ascii: "\t"): output += #"\t"#.utf8
    case UInt8(ascii: "\n"): output += #"\n"#.utf8
    case UInt8(ascii: "\\"): output += #"\\"#.utf8
    default: output.append(byte)
    }
  }
}

/// What the server, or the client library, says of a script that failed.
public struct ScriptFailure: Error, CustomStringConvertible {
  /// Its own words.
  public let message: String
  /// Its own words.
  public var description: String { message }

  fileprivate init(message: String) {
    self.message = message
  }

  fileprivate init(_ handle: UnsafeMutablePointer<MYSQL>) {
    message = "ERROR \(mysql_errno(handle)): \(String(cString: mysql_error(handle)))"
  }
}
