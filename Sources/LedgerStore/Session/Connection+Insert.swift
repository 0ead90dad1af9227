import MariaDB

extension Connection {
  /// How many rows one INSERT carries.
  private static let batch = 200

  /// Inserts rows, many at once; `append` appends the values of one, as many for each, to the numbers that all begin with.
  func insert<Row>(
    _ rows: [Row], into table: String, columns: String, beginningWith numbers: [Int] = [],
    onDuplicate: String? = nil, _ append: (Row, inout [Parameter]) -> Void
  ) throws {
    let places = columns.utf8.count { $0 == UInt8(ascii: ",") } + 1
    let tail = Query(unchecked: onDuplicate.map { " ON DUPLICATE KEY UPDATE " + $0 } ?? "")
    for batch in rows.chunked(by: Self.batch) {
      var values: [Parameter] = []
      values.reserveCapacity(places * batch.count)
      for row in batch { append(row, &values) }
      try execute(
        """
        INSERT INTO \(identifier: table) (\(query: Query(unchecked: columns))) \
        VALUES \(rows: values, columns: values.count / batch.count, after: numbers)\(query: tail)
        """)
    }
  }

  /// Inserts rows, many at once, each given as its values.
  func insert(
    _ rows: [[any MariaDBEncodable]], into table: String, columns: String, onDuplicate: String? = nil
  ) throws {
    try insert(rows, into: table, columns: columns, onDuplicate: onDuplicate) { row, values in
      for value in row { values.append(value.parameter) }
    }
  }
}
