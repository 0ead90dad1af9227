import Reports

extension HealthReport {
  /// The checks for people: a mark, what was looked at, what was found, and below it what to do.
  public var screen: Sheet {
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
  public var records: Sheet {
    Sheet(
      columns: [.init("Check"), .init("Level"), .init("Message"), .init("Advice")],
      rows: checks.map { check in
        [
          .text(check.name), .text(check.level.rawValue), .text(check.message),
          check.advice.map { .text($0) } ?? .empty,
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
