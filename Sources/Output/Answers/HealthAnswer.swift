import Reports

extension Answer {
  /// A health report; `site` is nil when not even the site could be found. `isMarkup` says that its checks are shown in a
  /// table of Markdown or HTML, which has no room for advice below a line.
  public init(_ report: HealthReport, site: SiteIdentity?, isMarkup: Bool) {
    self.init(
      "doctor/1", nil,
      [
        "site": site.map { .object($0.members) } ?? .null, "level": .text(report.level.rawValue),
        "checks": .list(report.checks.map { .object($0.members) }),
      ], screen: [isMarkup ? report.records : report.screen], records: report.records)
  }
}

extension HealthCheck {
  /// Its keys in a document.
  var members: JSONObject {
    [
      "name": .text(name), "title": .text(title), "level": .text(level.rawValue), "message": .text(message),
      "advice": .text(advice),
    ]
  }
}

extension HealthReport {
  /// The checks for people: a mark, what was looked at, what was found, and below it what to do.
  var screen: Sheet {
    Sheet(
      columns: [.init(""), .init(""), .init("", overflow: .wrap)],
      rows: checks.flatMap { check -> [[Sheet.Cell]] in
        let finding: [Sheet.Cell] = [
          .text(check.level.mark, tone: check.level.tone), .text(check.title), .text(check.message),
        ]
        return [finding] + (check.advice.map { [[.empty, .empty, .text("→ \($0)", tone: .strong)]] } ?? [])
      },
      footnotes: [
        HealthCheck.Level.allCases.map { level in
          "\(checks.count { $0.level == level }) \(level.rawValue)"
        }.joined(separator: ", ")
      ])
  }

  /// The checks as records, one a row.
  fileprivate var records: Sheet {
    Sheet(
      columns: [.init("Check"), .init("Level"), .init("Message"), .init("Advice")],
      rows: checks.map { check in
        [
          .text(check.name), .text(check.level.rawValue), .text(check.message),
          .optional(check.advice),
        ]
      })
  }
}

extension HealthCheck.Level {
  fileprivate var mark: String {
    switch self {
    case .ok: "✓"
    case .warning: "!"
    case .failure: "✗"
    }
  }

  fileprivate var tone: Tone {
    switch self {
    case .ok: .good
    case .warning: .warning
    case .failure: .bad
    }
  }
}
