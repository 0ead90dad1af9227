/// A statement with its parameters. Interpolating a value binds it; it never becomes part of the SQL.
///
///     let query: Query = "SELECT id FROM \(identifier: table) WHERE name = \(name) AND id > \(last)"
///     query.sql         // "SELECT id FROM `wp_log` WHERE name = ? AND id > ?"
///     query.parameters  // [.text("shop"), .int(41)]
public struct Query: Sendable, Equatable {
  /// The SQL, with `?` where a parameter goes.
  public private(set) var sql: String
  /// The parameters, in the order of their places.
  public private(set) var parameters: [Parameter]
  /// Why the query must not be sent; thrown when it is executed, since interpolation cannot throw.
  private(set) var defect: MariaDBError?

  /// A statement written elsewhere, such as in an SQL file of this package. Nothing is checked: never pass
  /// text that came from outside.
  public init(unchecked sql: String) {
    self.init(sql: sql, parameters: [], defect: nil)
  }

  private init(sql: String, parameters: [Parameter], defect: MariaDBError?) {
    self.sql = sql
    self.parameters = parameters
    self.defect = defect
  }

  /// Adds another statement's text and parameters at the end.
  public mutating func append(_ other: Query) {
    sql += other.sql
    parameters += other.parameters
    defect = defect ?? other.defect
  }

  /// One statement's text and parameters, then the other's.
  public static func + (left: Query, right: Query) -> Query {
    var result = left
    result.append(right)
    return result
  }

  /// Places for `count` parameters, at least one.
  fileprivate static func places(_ count: Int) -> String {
    "?" + String(repeating: ", ?", count: count - 1)
  }

  /// Whether `name` may be used as an identifier: 1 to 64 of `A-Z a-z 0-9 _`.
  public static func isIdentifier(_ name: String) -> Bool {
    (1...64).contains(name.utf8.count)
      && name.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
          true
        default: false
        }
      }
  }
}

extension [Query] {
  /// The queries one after the other, with a text of the program's own between them.
  package func joined(by separator: Query) -> Query {
    enumerated().reduce(into: Query("")) { joined, query in
      if query.offset > 0 { joined.append(separator) }
      joined.append(query.element)
    }
  }
}

extension Query: ExpressibleByStringInterpolation {
  /// A statement without parameters.
  public init(stringLiteral sql: String) {
    self.init(unchecked: sql)
  }

  /// A statement from a literal with interpolated values.
  public init(stringInterpolation: StringInterpolation) {
    self = stringInterpolation.query
  }

  /// Collects a statement's text and parameters.
  public struct StringInterpolation: StringInterpolationProtocol, Sendable {
    fileprivate var query = Query(unchecked: "")

    /// An empty statement with room for its text.
    public init(literalCapacity: Int, interpolationCount: Int) {
      query.sql.reserveCapacity(literalCapacity + interpolationCount)
    }

    /// Text of the program's own.
    public mutating func appendLiteral(_ literal: String) {
      query.sql += literal
    }

    /// `\(value)`: binds a value.
    public mutating func appendInterpolation(_ value: some MariaDBEncodable) {
      query.sql += "?"
      query.parameters.append(value.parameter)
    }

    /// `\(value)`: binds a value, or NULL.
    public mutating func appendInterpolation(_ value: (some MariaDBEncodable)?) {
      query.sql += "?"
      query.parameters.append(value.parameter)
    }

    /// `\(identifier: name)`: the name of a table, column or view in backticks. Any other than 1 to 64 of
    /// `A-Z a-z 0-9 _` is an error when the query is executed.
    public mutating func appendInterpolation(identifier name: String) {
      guard Query.isIdentifier(name) else {
        return refuse("an identifier must be 1 to 64 of the characters A-Z, a-z, 0-9 and _")
      }
      query.sql += "`\(name)`"
    }

    /// `\(list: values)`: binds each value, separated by commas. An empty list is an error when the query is
    /// executed: SQL has no `IN ()`.
    public mutating func appendInterpolation(list values: [some MariaDBEncodable]) {
      append(list: values.map(\.parameter))
    }

    /// `\(list: values)` for values of several types.
    public mutating func appendInterpolation(list values: [any MariaDBEncodable]) {
      append(list: values.map(\.parameter))
    }

    /// `\(rows: rows)`: binds each row in parentheses, separated by commas, as after VALUES. No rows, or a row
    /// without values, is an error when the query is executed.
    public mutating func appendInterpolation(rows: [[any MariaDBEncodable]]) {
      guard !rows.isEmpty else { return refuse("a list of rows must not be empty") }
      for (index, row) in rows.enumerated() {
        query.sql += index > 0 ? ", (" : "("
        append(list: row.map(\.parameter))
        query.sql += ")"
      }
    }

    /// `\(rows: values, columns: count, after: numbers)`: the same for the values of all rows, one row after the other: the
    /// quicker way for thousands. Each row begins with `numbers`, which are written into the SQL. Values that make no whole
    /// rows are an error when the query is executed.
    public mutating func appendInterpolation(
      rows values: [Parameter], columns: Int, after numbers: [Int] = []
    ) {
      guard !values.isEmpty, columns > 0, values.count.isMultiple(of: columns) else {
        return refuse("a list of rows must be of whole rows, and not empty")
      }
      let row = "(" + numbers.map { "\($0), " }.joined() + Query.places(columns) + ")"
      query.sql += row + String(repeating: ", " + row, count: values.count / columns - 1)
      // Most often they are the only ones, and thousands.
      if query.parameters.isEmpty { query.parameters = values } else { query.parameters += values }
    }

    /// `\(query: part)`: another query, with its parameters.
    public mutating func appendInterpolation(query part: Query) {
      query.append(part)
    }

    private mutating func append(list values: [Parameter]) {
      guard !values.isEmpty else { return refuse("a list of values must not be empty") }
      query.sql += Query.places(values.count)
      query.parameters += values
    }

    private mutating func refuse(_ reason: String) {
      query.defect = query.defect ?? MariaDBError(.query, reason)
    }
  }
}
