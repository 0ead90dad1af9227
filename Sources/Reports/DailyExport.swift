import Ledger
import Pricing
import Text

/// Every day from the first to the last with usage, days without usage as zeros: what the daily file holds.
public struct DailyExport: Equatable, Sendable {
  /// The days, earliest first, none left out; empty when there is no usage.
  public let days: [DayUsage]
  /// What each day cost; nil where nobody asked.
  public var costs: DailyCosts?

  /// The export of an empty ledger.
  public init() { days = [] }

  /// The export of `usage`, the ledger's days in ascending order. `from` and `to` narrow the span; they never
  /// widen it past the first and the last day with usage. Throws when `from` is after `to`.
  package init(usage: [DayUsage], from: Day? = nil, to: Day? = nil) throws(Failure) {
    if let from, let to, from > to {
      throw Failure(
        .usage, "--from \(from) is after --to \(to)", advice: "Exchange the two days.")
    }
    guard let earliest = usage.first?.day, let latest = usage.last?.day else {
      days = []
      return
    }
    let first = max(earliest, from ?? earliest)
    let last = min(latest, to ?? latest)
    guard first <= last else {
      days = []
      return
    }
    var dense = (first.number...last.number).map { DayUsage(day: Day(number: $0), count: .zero) }
    for entry in usage where first <= entry.day && entry.day <= last {
      dense[entry.day.days(since: first)] = entry
    }
    days = dense
  }
}

extension DailyExport {
  private static let name = (start: "Chatbot-ChatGPT-Token-Usage-", end: ".csv")

  /// What the file is called that was made on a day, as the chatbot calls its own. One of the log's rows, one with costs, one of several sites, and one of
  /// fewer days than there are, have names that say so: neither takes the place of the whole daily file.
  public static func fileName(
    of day: Day, isRaw: Bool = false, hasCost: Bool = false, isOfSites: Bool = false, from: Day? = nil,
    to: Day? = nil
  ) -> String {
    let bounds = [("from", from), ("to", to)].compactMap { word, bound in bound.map { "-\(word)-\($0)" } }
    return name.start + (isOfSites ? "Sites-" : "") + (isRaw ? "Raw-" : hasCost ? "Cost-" : "")
      + day.description + bounds.joined()
      + name.end
  }

  /// The day on which a file was made, by its name; nil for a file of another name.
  public static func day(ofFileName fileName: String) -> Day? {
    guard fileName.hasPrefix(name.start), fileName.hasSuffix(name.end) else { return nil }
    return Day(fileName.dropFirst(name.start.utf8.count).dropLast(name.end.utf8.count))
  }
}
