import Ledger
import MariaDB
import Synchronization
import TestSupport
import Testing

/// What a comparison found, in token rows.
struct Tally: Equatable {
  var committed = 0
  var lost = 0
  var double = 0
}

/// A plain list of the rows that were committed, kept by whoever wrote them, and what they add up to.
///
/// It shares no code with the ledger. Every answer has a page of its own, so that each row that is lost or
/// counted twice shows in the facts by itself.
final class Oracle: Sendable {
  private let state = Mutex<(answers: Int, rows: [LogRow], reported: Int)>((0, [], 0))

  /// An answer that was not written before: five rows, whose page nobody else has, nor their numbers unless they are 0.
  func answer(at time: SiteTime, firstID: Int? = nil, assistant: String? = nil) -> [LogRow] {
    let number = state.withLock { state in
      state.answers += 1
      return state.answers
    }
    // Of every eleventh answer the provider has told nothing.
    let isUnused = number.isMultiple(of: 11)
    return LogRow.answer(
      at: time, prompt: isUnused ? 0 : 100_000 + number, completion: isUnused ? 0 : 1 + number % 997,
      user: "\(number % 7)",
      page: "\(number)", assistantID: assistant ?? (number % 3 == 0 ? "asst_\(number % 4)" : nil),
      assistantName: "Bot \(number % 2)",
      firstID: firstID)
  }

  /// Notes rows of which the server has said that they are committed.
  func committed(_ rows: [LogRow]) { state.withLock { $0.rows += rows } }

  /// Writes rows and notes them.
  func write(_ rows: [LogRow], to site: TestSite, on connection: Connection? = nil) throws {
    try site.write(rows, on: connection)
    committed(rows)
  }

  /// The rows noted so far.
  var rows: [LogRow] { state.withLock(\.rows) }

  /// Compares the whole ledger with the list; what differs fails the test, and counts in the run's figures.
  @discardableResult
  func check(
    _ site: TestSite, _ comment: @autoclosure () -> Comment? = nil,
    at location: SourceLocation = #_sourceLocation
  ) throws -> Tally {
    let connection = try site.database.connect()
    let expected = Sums(rows)
    let found = try connection.transaction { try Sums(reading: site, connection) }
    let tally = expected.tally(found)
    // A row that is looked at in many checks is one row of the figures.
    let new = state.withLock { state in
      defer { state.reported = max(state.reported, expected.rowsCounted) }
      return max(0, expected.rowsCounted - state.reported)
    }
    Figures.add(committed: new, tally)
    #expect(expected.differences(from: found) == [], comment(), sourceLocation: location)
    return tally
  }
}

extension TestSite {
  /// Checks that the ledger's own tables add up to each other, whatever they hold.
  func expectWholeLedger(
    _ comment: @autoclosure () -> Comment? = nil, at location: SourceLocation = #_sourceLocation
  ) throws {
    let connection = try database.connect()
    let tables = ["usage_facts", "hour_totals", "day_totals", "user_months", "state"].map {
      prefix + "tokenledger_" + $0
    }
    let sums = try connection.transaction {
      try tables.map { table in
        try connection.firstRow(
          """
          SELECT CAST(COALESCE(SUM(prompt_tokens), 0) AS SIGNED), CAST(COALESCE(SUM(completion_tokens), 0) AS SIGNED),
            CAST(COALESCE(SUM(total_tokens), 0) AS SIGNED), CAST(COALESCE(SUM(requests), 0) AS SIGNED)
          FROM \(identifier: table)
          """, as: (Int, Int, Int, Int).self
        ).map { [$0.0, $0.1, $0.2, $0.3] }
      }
    }
    #expect(Set(sums).count == 1, comment(), sourceLocation: location)
  }
}

/// A number for every fact, hour and day, and the sum of all.
private struct Sums: Equatable {
  struct Count: Equatable, CustomStringConvertible {
    var description: String { "\(prompt) + \(completion), \(total) in \(requests)" }
    var prompt = 0
    var completion = 0
    var total = 0
    var requests = 0
  }

  var facts: [String: Count] = [:]
  var hours: [String: Count] = [:]
  var days: [String: Count] = [:]
  var all = Count()
  var rowsCounted = 0

  init(_ rows: [LogRow]) {
    for row in rows {
      let number = Int(row.text) ?? 0
      let count: Count
      switch row.type {
      case "Prompt Tokens": count = Count(prompt: number)
      case "Completion Tokens": count = Count(completion: number)
      case "Total Tokens": count = Count(total: number, requests: 1)
      default: continue
      }
      let day = String(row.time.prefix(10))
      let who = [row.assistantID ?? "", row.page ?? "", row.user ?? "0"]
      facts[([day] + who).joined(separator: "|"), default: Count()].add(count)
      hours[String(row.time.prefix(13)), default: Count()].add(count)
      days[day, default: Count()].add(count)
      all.add(count)
      rowsCounted += 1
    }
  }

  /// What the ledger's tables hold.
  init(reading site: TestSite, _ connection: Connection) throws {
    let sums = """
      CAST(SUM(prompt_tokens) AS SIGNED), CAST(SUM(completion_tokens) AS SIGNED),
      CAST(SUM(total_tokens) AS SIGNED), CAST(SUM(requests) AS SIGNED)
      """
    let ledger = site.prefix + "tokenledger_"
    func read(_ key: String, _ from: String) throws -> [String: Count] {
      let rows = try connection.rows(
        Query(unchecked: "SELECT \(key), \(sums) FROM \(from) GROUP BY 1"),
        as: (String, Int, Int, Int, Int).self)
      return Dictionary(
        uniqueKeysWithValues: rows.map {
          ($0.0, Count(prompt: $0.1, completion: $0.2, total: $0.3, requests: $0.4))
        })
    }
    facts = try read(
      """
      CONCAT(f.day, '|', CAST(COALESCE(a.name, '') AS CHAR), '|', CAST(COALESCE(p.name, '') AS CHAR), '|',
        f.user_id)
      """,
      """
      \(ledger)usage_facts f LEFT JOIN \(ledger)names a ON a.id = f.assistant_id
      LEFT JOIN \(ledger)names p ON p.id = f.page_id
      """)
    hours = try read("CONCAT(day, ' ', LPAD(hour, 2, '0'))", ledger + "hour_totals")
    days = try read("CAST(day AS CHAR)", ledger + "day_totals")
    let state: Query = """
      SELECT prompt_tokens, completion_tokens, total_tokens, requests, c.rows_counted
      FROM \(identifier: ledger + "state"), \(identifier: ledger + "cursors") c
      """
    let row = try #require(try connection.firstRow(state, as: (Int, Int, Int, Int, Int).self))
    all = Count(prompt: row.0, completion: row.1, total: row.2, requests: row.3)
    rowsCounted = row.4
  }

  /// What differs from what was found, the first of it; empty when nothing does.
  func differences(from found: Sums) -> [String] {
    var differences: [String] = []
    for (here, there) in [(facts, found.facts), (hours, found.hours), (days, found.days)] {
      for key in Set(here.keys).union(there.keys).sorted() where here[key] != there[key] {
        differences.append("\(key): \(there[key] ?? Count()), not \(here[key] ?? Count())")
      }
    }
    if all != found.all { differences.append("all: \(found.all), not \(all)") }
    if rowsCounted != found.rowsCounted {
      differences.append("\(found.rowsCounted) rows, not \(rowsCounted)")
    }
    return Array(differences.prefix(8))
  }

  /// How many rows are lost or double in what was found, each found by its own fact.
  func tally(_ found: Sums) -> Tally {
    var tally = Tally(committed: rowsCounted)
    for key in Set(facts.keys).union(found.facts.keys) {
      let (here, there) = (facts[key] ?? Count(), found.facts[key] ?? Count())
      for part in [\Count.prompt, \.completion, \.total] where here[keyPath: part] != there[keyPath: part] {
        if there[keyPath: part] < here[keyPath: part] { tally.lost += 1 } else { tally.double += 1 }
      }
    }
    return tally
  }
}

extension Sums.Count {
  fileprivate mutating func add(_ other: Sums.Count) {
    prompt += other.prompt
    completion += other.completion
    total += other.total
    requests += other.requests
  }
}
