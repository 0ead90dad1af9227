import Ledger
import Text

/// What the rows of a backup add up to, table by table, found out while they pass by, in constant memory.
///
/// Two tables that keep the same usage in different detail are compared by a sum over all their rows: each figure times a
/// number that its key is hashed to. It is the same for a sum and for its parts, whatever their order.
struct BackupSums {
  /// The figures that all these tables have.
  private static let figures = ["prompt_tokens", "completion_tokens", "total_tokens", "requests"]
  private static let modelKey = ["source_id", "model_id", "model_basis", "seen_model_id"]

  /// What the state says.
  private(set) var state = TokenCount.zero
  /// The number of rows counted, by the state.
  private(set) var rowsCounted = 0
  /// The first and the last day with totals.
  private(set) var days: ClosedRange<Day>?

  private var rowsCountedByCursors = 0
  private var dayTotal = TokenCount.zero
  private var factsByDay: UInt64 = 0
  private var daysByModel: UInt64 = 0
  private var daysAlone: UInt64 = 0
  private var hoursByDay: UInt64 = 0
  private var factsByUser: UInt64 = 0
  private var monthsByUser: UInt64 = 0
  private var columns: Columns?

  /// The columns of the table whose rows come.
  private struct Columns {
    let table: String
    let key: [Int]
    let user: [Int]
    let figures: [Int]
    let rows: Int?

    init?(_ table: BackupTable) {
      func indexes(_ names: [String]) -> [Int] { names.compactMap(table.index) }
      self.table = table.name
      switch table.name {
      case "usage_facts", "day_totals", "hour_totals": key = indexes(["day"] + BackupSums.modelKey)
      case "user_months": key = indexes(["month"])
      case BackupTable.state, "cursors": key = []
      default: return nil
      }
      user = indexes(["user_kind", "user_id"] + BackupSums.modelKey)
      figures = table.name == "cursors" ? [] : indexes(BackupSums.figures)
      rows = table.index(of: "rows_counted")
    }
  }

  /// Gets ready for the rows of a table.
  mutating func begin(_ table: BackupTable) { columns = Columns(table) }

  /// Adds a row of that table; nil is NULL.
  ///
  /// - Returns: False when a figure is none, or the sums are too large.
  mutating func add(_ row: [UnsafeRawBufferPointer?]) -> Bool {
    guard let columns else { return true }
    var figures: (Int, Int, Int, Int) = (0, 0, 0, 0)
    if columns.figures.count == 4 {
      guard let prompt = Int(digits: row[columns.figures[0]]),
        let completion = Int(digits: row[columns.figures[1]]),
        let total = Int(digits: row[columns.figures[2]]), let requests = Int(digits: row[columns.figures[3]])
      else { return false }
      figures = (prompt, completion, total, requests)
    }
    let count = TokenCount(
      prompt: figures.0, completion: figures.1, total: figures.2, requests: figures.3)
    func sum(_ hash: KeyHash) -> UInt64 {
      hash.number(0) &* UInt64(bitPattern: Int64(figures.0))
        &+ hash.number(1) &* UInt64(bitPattern: Int64(figures.1))
        &+ hash.number(2) &* UInt64(bitPattern: Int64(figures.2))
        &+ hash.number(3) &* UInt64(bitPattern: Int64(figures.3))
    }
    switch columns.table {
    case "usage_facts":
      factsByDay &+= sum(KeyHash(row, columns.key))
      factsByUser &+= sum(KeyHash(month: row[columns.key[0]], row, columns.user))
    case "user_months": monthsByUser &+= sum(KeyHash(month: row[columns.key[0]], row, columns.user))
    case "hour_totals": hoursByDay &+= sum(KeyHash(row, [columns.key[0]]))
    case "day_totals":
      guard let text = row[columns.key[0]], let day = Day(String(decoding: text, as: UTF8.self)) else {
        return false
      }
      daysByModel &+= sum(KeyHash(row, columns.key))
      daysAlone &+= sum(KeyHash(row, [columns.key[0]]))
      dayTotal += count
      days = days.map { min($0.lowerBound, day)...max($0.upperBound, day) } ?? day...day
    case BackupTable.state:
      guard let rows = columns.rows.flatMap({ Int(digits: row[$0]) }) else { return false }
      (state, rowsCounted) = (count, rows)
    default:
      guard let rows = columns.rows.flatMap({ Int(digits: row[$0]) }) else { return false }
      rowsCountedByCursors &+= rows
    }
    return true
  }

  /// What does not add up; nil when all does.
  var contradiction: String? {
    if dayTotal != state { return "the day totals do not add up to the grand total" }
    if factsByDay != daysByModel { return "the facts do not add up to the day totals" }
    if hoursByDay != daysAlone { return "the hours do not add up to the day totals" }
    if factsByUser != monthsByUser { return "the facts do not add up to the users' months" }
    if rowsCounted != rowsCountedByCursors { return "the rows counted are not what the cursors say" }
    return nil
  }
}

/// The numbers that a key is hashed to, one a figure.
private struct KeyHash {
  private var hash: UInt64 = 0xCBF2_9CE4_8422_2325

  /// The hash of some columns of a row.
  init(_ row: [UnsafeRawBufferPointer?], _ columns: [Int]) {
    for column in columns { add(row[column]) }
  }

  /// The hash of the month of a day and of some columns.
  init(month day: UnsafeRawBufferPointer?, _ row: [UnsafeRawBufferPointer?], _ columns: [Int]) {
    add(day.map { UnsafeRawBufferPointer(rebasing: $0.prefix(7)) })
    for column in columns { add(row[column]) }
  }

  private mutating func add(_ bytes: UnsafeRawBufferPointer?) {
    for byte in bytes ?? UnsafeRawBufferPointer(start: nil, count: 0) {
      hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
    }
    hash = (hash ^ 0xFF) &* 0x100_0000_01B3
  }

  /// A number for a figure, in which every bit of the key has its part.
  func number(_ figure: UInt64) -> UInt64 {
    var number = hash &+ (figure + 1) &* 0x9E37_79B9_7F4A_7C15
    number = (number ^ number >> 30) &* 0xBF58_476D_1CE4_E5B9
    number = (number ^ number >> 27) &* 0x94D0_49BB_1331_11EB
    return number ^ number >> 31
  }
}

extension Int {
  /// A whole number from its digits; nil for anything else.
  fileprivate init?(digits: UnsafeRawBufferPointer?) {
    guard let digits, let first = digits.first else { return nil }
    let isNegative = first == UInt8(ascii: "-")
    var number = 0
    for byte in isNegative ? digits.dropFirst() : digits[...] {
      guard isDigit(byte) else { return nil }
      let (tens, isTooLong) = number.multipliedReportingOverflow(by: 10)
      let (sum, isTooLarge) = tens.addingReportingOverflow(Int(byte &- UInt8(ascii: "0")))
      guard !isTooLong, !isTooLarge else { return nil }
      number = sum
    }
    self = isNegative ? -number : number
  }
}
