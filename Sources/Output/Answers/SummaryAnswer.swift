import Ledger
import Reports

extension Answer {
  /// A summary of `site`.
  public init(_ report: SummaryReport, site: SiteIdentity) {
    self.init(
      "summary/2", DocumentHead(site, report.completeness, warnings: report.warnings), report.members,
      screen: report.screen(site: site), records: report.records)
  }
}

extension SummaryReport {
  /// Its keys in a document.
  fileprivate var members: JSONObject {
    let members: JSONObject = [
      "as_of": .day(asOf), "today": .object(today.members), "month": .object(month.members),
      "year": .object(year.members), "average": average.map { .object($0.members) } ?? .null,
      "busiest_day": busiestDay?.json ?? .null,
      "month_split": month.current.count.split.json,
      "retention": retention.map {
        .object(["logging": .flag($0.isLogging), "days_kept": .integer($0.daysKept)])
      } ?? .null,
      "next_purge": nextPurge.map {
        .object([
          "runs_on": .day($0.runsOn), "takes_day": .day($0.takesDay),
          "total_tokens": .integer($0.count?.total),
        ])
      } ?? .null,
      "notes": .texts(notes),
    ]
    return members.merging(rankings.members("top_")) { $1 }
  }

  /// The summary's figures as records, one a row, for spreadsheets.
  fileprivate var records: Sheet {
    Sheet(columns: Record.columns(saysComplete: false), rows: list.map { $0.cells(saysComplete: false) })
  }

  /// The summary's figures, each a record among others.
  var list: [Record] {
    var list = [("Today", today), ("Month", month), ("Year", year)].flatMap { item, comparison in
      [
        (item, comparison.current), ("\(item) compared", comparison.comparison.current),
        ("\(item) before", comparison.comparison.previous),
      ].compactMap { item, span in span.map { Record("Usage", item, $0.days, $0.figures) } }
    }
    list += Record.list(average, busiestDay)
    return list + rankings.records(of: month.current.days)
  }
}

extension Record {
  /// Averages and the busiest day.
  static func list(_ average: SummaryReport.Average?, _ busiestDay: DayUsage?) -> [Record] {
    var list: [Record] = []
    if let average {
      list.append(Record("Average", "A day", average.days, total: average.tokensPerDay))
      if let tokens = average.tokensPerRequest {
        list.append(Record("Average", "A request", average.days, total: tokens))
      }
    }
    if let busiestDay {
      list.append(Record("Busiest day", "", busiestDay.day...busiestDay.day, Figures(busiestDay.count)))
    }
    return list
  }
}

extension DayUsage {
  /// Its figures and the day.
  var json: JSONValue { .object(count.members.merging(["day": .day(day)]) { $1 }) }
}

extension TokenSplit {
  /// The parts.
  var json: JSONValue {
    .object([
      "prompt_tokens": .integer(prompt), "completion_tokens": .integer(completion),
      "other_tokens": .integer(other),
    ])
  }
}

extension SpanUsage {
  /// Its keys in a document, with those of what it cost.
  var pricedMembers: JSONObject { members.merging(figures.members) { $1 } }
}

extension SummaryReport.Comparison {
  var members: JSONObject {
    [
      "current": .object(current.pricedMembers),
      "compared": .span(comparison.current),
      "previous": .span(comparison.previous),
    ]
  }
}

extension SummaryReport.Average {
  var members: JSONObject {
    [
      "from": .day(days.lowerBound), "to": .day(days.upperBound), "tokens_per_day": .integer(tokensPerDay),
      "tokens_per_request": .integer(tokensPerRequest),
    ]
  }
}
