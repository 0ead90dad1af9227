import Ledger
import Reports

/// How sites' ledgers stand, in JSON, `tokenledger.status/2`.
public struct StatusDocument: Encodable {
  let schema = "tokenledger.status/2"
  let current: Bool
  let sites: [Site]
  let warnings: [String]

  struct Site: Encodable {
    let name: String
    let state: String
    @OrNull var database: String?
    @OrNull var prefix: String?
    @OrNull var lastSync: String?
    @OrNull var lastSyncLocal: String?
    @OrNull var ledgerCompleteUntil: String?
    @OrNull var ledgerCompleteUntilLocal: String?
    @OrNull var ageSeconds: Int?
    let lateAfterSeconds: Int
    @OrNull var lagRows: Int?
    let lagIsLowerBound: Bool
    @OrNull var failures: Int?
    @OrNull var nextRun: String?
    @OrNull var error: String?
    @OrNull var cluster: Cluster?

    struct Cluster: Encodable {
      let node: String
      let state: String
      let readsAllCommits: Bool
    }

    init(_ site: StatusReport.Site) {
      name = site.name
      state = site.state.rawValue
      lateAfterSeconds = site.lateAfter
      database = site.database
      prefix = site.prefix
      lagIsLowerBound = site.isLagLowerBound
      lastSync = site.lastSync?.utc.rfc3339
      lastSyncLocal = site.lastSync?.local.description
      ledgerCompleteUntil = lastSync
      ledgerCompleteUntilLocal = lastSyncLocal
      ageSeconds = site.age
      lagRows = site.lag
      failures = site.worker?.failures
      nextRun = site.worker?.nextRun?.rfc3339
      error = site.error
      cluster = site.cluster.map {
        Cluster(node: $0.name, state: $0.state, readsAllCommits: $0.readsAllCommits)
      }
    }
  }

  /// The document of `report`.
  public init(_ report: StatusReport) {
    current = report.isCurrent
    sites = report.sites.map(Site.init)
    warnings = report.warnings
  }
}

extension StatusReport.Site {
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
  public var screen: Sheet {
    Sheet(
      columns: [
        .init("Site", overflow: .wrap), .init("State"), .init("Last Sync (UTC)"),
        .init("Age", alignment: .right),
        .init("Lag", alignment: .right), .init("Failures", alignment: .right),
        .init("Next Run", alignment: .right),
      ],
      rows: sites.map { site in
        [
          .text(site.name), .text(site.state.words, tone: site.state.tone),
          site.lastSync.map { .text($0.utc.description) } ?? .empty,
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
  public var records: Sheet {
    Sheet(
      columns: [
        .init("Site"), .init("State"), .init("Last Sync"), .init("Age Seconds", alignment: .right),
        .init("Lag Rows", alignment: .right), .init("Failures", alignment: .right), .init("Next Run"),
        .init("Error"), .init("Lag Is Lower Bound"),
      ],
      rows: sites.map { site in
        [
          .text(site.name), .text(site.state.rawValue),
          site.lastSync.map { .text($0.utc.rfc3339) } ?? .empty,
          site.age.map { .integer($0) } ?? .empty, site.lag.map { .integer($0) } ?? .empty,
          site.worker.map { .integer($0.failures) } ?? .empty,
          site.worker?.nextRun.map { .text($0.rfc3339) } ?? .empty, site.error.map { .text($0) } ?? .empty,
          .text("\(site.isLagLowerBound)"),
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
