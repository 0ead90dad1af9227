import Ledger
import Reports

extension Answer {
  /// How sites' ledgers stand.
  public init(_ report: StatusReport) {
    self.init(
      "status/2", nil,
      [
        "current": .flag(report.isCurrent), "sites": .list(report.sites.map { .object($0.members) }),
        "warnings": .texts(report.warnings),
      ], screen: [report.screen], records: report.records)
  }
}

extension StatusReport.Site {
  /// Its keys in a document.
  fileprivate var members: JSONObject {
    let (utc, local) = (JSONValue.text(lastSync?.utc.rfc3339), JSONValue.text(lastSync?.local.description))
    return [
      "name": .text(name), "client": .text(client), "tags": .texts(tags), "state": .text(state.rawValue),
      "database": .text(database),
      "prefix": .text(prefix), "last_sync": utc, "last_sync_local": local, "ledger_complete_until": utc,
      "ledger_complete_until_local": local, "age_seconds": .integer(age),
      "late_after_seconds": .integer(lateAfter), "lag_rows": .integer(lag),
      "lag_is_lower_bound": .flag(isLagLowerBound), "failures": .integer(worker?.failures),
      "next_run": .text(worker?.nextRun?.rfc3339), "error": .text(error),
      "cluster": cluster.map {
        .object([
          "node": .text($0.name), "state": .text($0.state), "reads_all_commits": .flag($0.readsAllCommits),
        ])
      } ?? .null,
    ]
  }
}

extension StatusReport.Site {
  /// The tags in one cell.
  fileprivate var tagList: String { tags.joined(separator: ", ") }

  /// What is wrong, as far as it is known.
  fileprivate var error: String? { problem ?? worker?.error }

  /// How far the node of a cluster is known to be.
  fileprivate var node: String? {
    cluster.map { cluster in
      let reach =
        if !cluster.isPrimary {
          "it is outside of the primary component"
        } else if problem != nil {
          "it may be behind the others"
        } else if cluster.readsAllCommits {
          "this is all that the cluster had committed"
        } else {
          "it may lack what the others have committed"
        }
      return "\(name): node \(cluster.name) of a cluster is \(cluster.state); \(reach)"
    }
  }
}

extension StatusReport {
  /// The sites for people: ages and waits in words, and what is wrong below.
  var screen: Sheet {
    let hasClients = sites.contains { $0.client != nil }
    let hasTags = sites.contains { !$0.tags.isEmpty }
    return Sheet(
      columns: [
        .init("Site", overflow: .wrap), .init("Client", audience: hasClients ? .people : [], overflow: .wrap),
        .init("Tags", audience: hasTags ? .people : [], overflow: .wrap), .init("State"),
        .init("Last Sync (UTC)"),
        .init("Age", alignment: .right),
        .init("Lag", alignment: .right), .init("Failures", alignment: .right),
        .init("Next Run", alignment: .right),
      ],
      rows: sites.map { site in
        [
          .text(site.name), .optional(site.client), .text(site.tagList),
          .text(site.state.words, tone: site.state.tone),
          .optional(site.lastSync?.utc.description),
          site.age.map { .text(Self.span($0)) } ?? .empty,
          site.lag.map { site.isLagLowerBound ? .text("> \(NumberText.grouped($0))") : .integer($0) }
            ?? .empty,
          site.worker.map { .integer($0.failures) } ?? .text("unknown"),
          .text(site.worker.map { Self.wait($0.secondsToNextRun) } ?? "unknown"),
        ]
      },
      footnotes: sites.compactMap { site in site.error.map { "\(site.name): \($0)" } }
        + sites.compactMap(\.node))
  }

  /// The sites as records, one a row.
  package var records: Sheet {
    Sheet(
      columns: [
        .init("Site"), .init("State"), .init("Last Sync"), .init("Age Seconds", alignment: .right),
        .init("Lag Rows", alignment: .right), .init("Failures", alignment: .right), .init("Next Run"),
        .init("Error"), .init("Lag Is Lower Bound"), .init("Client"), .init("Tags"),
      ],
      rows: sites.map { site in
        [
          .text(site.name), .text(site.state.rawValue),
          .optional(site.lastSync?.utc.rfc3339), .optional(site.age), .optional(site.lag),
          .optional(site.worker?.failures), .optional(site.worker?.nextRun?.rfc3339),
          .optional(site.error),
          .flag(site.isLagLowerBound), .optional(site.client), .text(site.tagList),
        ]
      })
  }

  /// A length of time in its largest unit.
  private static func span(_ seconds: Int) -> String {
    switch seconds {
    case ..<60: "\(seconds) s"
    case ..<3600: "\(seconds / 60) min"
    case ..<86_400: "\(seconds / 3600) h"
    default: "\(seconds / 86_400) d"
    }
  }

  private static func wait(_ seconds: Int?) -> String {
    guard let seconds else { return "none" }
    if seconds > 0 { return "in \(span(seconds))" }
    // One that is under way has been due for a moment.
    return seconds > -60 ? "now" : "\(span(-seconds)) overdue"
  }
}

extension StatusReport.Site.State {
  fileprivate var words: String {
    switch self {
    case .current: "current"
    case .late: "LATE"
    case .neverSynced: "NEVER SYNCED"
    case .unknown: "UNKNOWN"
    }
  }

  fileprivate var tone: Tone { self == .current ? .good : .bad }
}
