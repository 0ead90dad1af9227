import CMariaDB

extension MariaDBError {
  /// What a cluster's node that has lost the others, or has not joined them yet, answers to anything but this question.
  ///
  /// With ``SessionSettings/cluster`` such a node calls a read a lock wait (1205), like one that is merely behind; without
  /// them it says that it is not ready (1047), and so does this. Any other error is returned as it is.
  func explained(by handle: UnsafeMutablePointer<MYSQL>) -> MariaDBError {
    guard isLockWait else { return self }
    let question = "SHOW STATUS WHERE Variable_name IN ('wsrep_connected', 'wsrep_ready')"
    guard mysql_real_query(handle, question, UInt(question.utf8.count)) == 0,
      let result = mysql_store_result(handle)
    else { return self }
    defer { mysql_free_result(result) }
    var values: [String: String] = [:]
    while let row = mysql_fetch_row(result) {
      if let name = row[0], let value = row[1] { values[String(cString: name)] = String(cString: value) }
    }
    // A single server is not ready either, but it is not connected to a cluster.
    guard values["wsrep_connected"] == "ON", values["wsrep_ready"] == "OFF" else { return self }
    return MariaDBError(
      code: Self.nodeNotReady, sqlState: "08S01",
      message: "WSREP has not yet prepared node for application use")
  }
}
