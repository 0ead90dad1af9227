import MariaDB

/// The description of the error that `body` throws; nil when it throws none.
func message(_ body: () throws -> Void) -> String? {
  do {
    try body()
    return nil
  } catch {
    return "\(error)"
  }
}

/// The error of this module that `body` throws; nil when it throws none or another.
func mariaDBError(_ body: () throws -> Void) -> MariaDBError? {
  do {
    try body()
    return nil
  } catch {
    return error as? MariaDBError
  }
}
