import Chatbots
import Ledger
import LedgerStore
import Reports

/// The checks of the log and of the ledger.
extension Examination {
  // MARK: The log

  var logChecks: [HealthCheck] {
    switch facts.log {
    case .failure(let error):
      return [
        failed("log_table", "Log table", error), notChecked("ids", "Row ids", "the log cannot be read"),
      ]
    case .success(let shape):
      let table: HealthCheck
      switch facts.rowIDs {
      case .failure(let error): table = failed("log_table", "Log table", error)
      case .success(let rowIDs?):
        table = check("log_table", "Log table", .failure, rowIDs.message, rowIDs.advice)
      case .success(nil):
        table = columns(shape)
      }
      return [table, ids(shape)] + databaseClock
    }
  }

  private func columns(_ shape: LogShape) -> HealthCheck {
    shape.warnings.isEmpty
      ? check("log_table", "Log table", .ok, "has the columns it should have")
      : check(
        "log_table", "Log table", .warning, shape.warnings.joined(separator: "; "),
        "It is read anyway; check what is missing.")
  }

  /// Only where there are rows from before chatbot 2.0.7.
  private var databaseClock: [HealthCheck] {
    let stamped = facts.databaseStamped
    let (name, title, since) = ("database_clock", "Clock of old rows", "rows from before chatbot 2.0.7")
    var checks: [HealthCheck] = []
    if stamped.isInLog {
      if let clock = facts.databaseClock {
        checks.append(
          check(
            name, title, .ok,
            "rows of the log before \(clock.before) are shifted from \(clock.zone) to the site's time; days "
              + "counted before this was declared stay as they are until they are rebuilt"))
      } else {
        checks.append(
          check(
            name, title, .warning,
            "the log contains \(since), which carry the database's time; they are counted as stored",
            "Declare the clock as log.database_clock in tokenledger.yml, then rebuild the days that differ."))
      }
    }
    if !stamped.imports.isEmpty {
      let imports = stamped.imports.map(String.init).joined(separator: ", ")
      checks.append(
        check(
          "imported_clock", "Clock of old imports", .warning,
          "import \(imports) brought \(since), which carry the database's time; they are counted as stored",
          "If that was not the site's time, undo the import with --undo and repeat it with --time-zone."))
    }
    return checks
  }

  private func ids(_ shape: LogShape) -> HealthCheck {
    let used: UInt64
    switch facts.usedIDs {
    case .failure(let error): return failed("ids", "Row ids", error)
    case .success(let count): used = count
    }
    let share = used / max(1, shape.idCeiling / 100)
    var message = "\(used) of \(shape.idCeiling) ids used (\(share) %)\(facts.cluster?.idNote ?? "")"
    var daysLeft: Int?
    if case .success(let keeping?) = facts.keeping, let perDay = keeping.idsPerDay, perDay > 0,
      case .success(let site) = facts.site
    {
      let days = Int(clamping: (shape.idCeiling - min(used, shape.idCeiling)) / UInt64(perDay))
      daysLeft = days
      message +=
        days < 365_000
        ? "; at \(perDay) a day they run out on \(site.siteNow.day.adding(days: days))"
        : "; at \(perDay) a day they last for more than a thousand years"
    }
    let mend = shape.idCeiling < UInt64(Int.max) ? "Widen the log's id to BIGINT" : "Renumber the log"
    let advice = "\(mend): past the last id the chatbot silently stops logging."
    if used >= shape.idCeiling { return check("ids", "Row ids", .failure, message, advice) }
    let isNear = share >= 80 || daysLeft.map { $0 < 180 } ?? false
    return check("ids", "Row ids", isNear ? .warning : .ok, message, isNear ? advice : nil)
  }

  // MARK: The ledger

  var ledgerChecks: [HealthCheck] {
    let notices: [HealthCheck]
    let ledger: HealthCheck
    switch facts.ledger {
    case .failure(let error):
      ledger = failed("ledger", "Ledger", error)
      notices = [notChecked("notices", "Notices", "the ledger cannot be read")]
    case .success(nil):
      ledger = check("ledger", "Ledger", .warning, "there is none yet", "Run 'tokenledger sync'.")
      notices = []
    case .success(let snapshot?):
      ledger = self.ledger(snapshot)
      notices = self.notices(snapshot)
    }
    return [ledger, lastSync, totals, privileges] + keepingChecks + syncers + notices
  }

  private func ledger(_ snapshot: LedgerSnapshot) -> HealthCheck {
    let span =
      if let first = snapshot.days.first, let last = snapshot.days.last {
        "\(snapshot.days.count) \(snapshot.days.count == 1 ? "day" : "days") with usage from \(first.day) to \(last.day)"
      } else {
        "no usage yet"
      }
    return check("ledger", "Ledger", .ok, "\(span), \(snapshot.state.rowsCounted) rows counted, sums agree")
  }

  private var lastSync: HealthCheck {
    let state: LedgerState
    switch facts.state {
    case .failure(let error): return failed("last_sync", "Last sync", error)
    case .success(nil): return unknown("last_sync", "Last sync")
    case .success(let found?): state = found
    }
    guard let synced = state.syncedUTC, let site = state.syncedSite else {
      return check(
        "last_sync", "Last sync", .warning, "none has reached the end of the log yet",
        "Run 'tokenledger sync'.")
    }
    if case .success(let facts) = facts.site, facts.utcNow.seconds(since: synced) > 86_400 {
      return check(
        "last_sync", "Last sync", .warning, "\(site), more than a day ago",
        "Let wp-cron or cron run 'tokenledger sync' at least hourly.")
    }
    return check("last_sync", "Last sync", .ok, site.description)
  }

  private var totals: HealthCheck {
    let (name, title) = ("total_rows", "Answers without a total")
    let snapshot: LedgerSnapshot
    switch facts.ledger {
    case .failure: return notChecked(name, title, "the ledger cannot be read")
    case .success(nil): return unknown(name, title)
    case .success(let found?): snapshot = found
    }
    func missing(_ days: some Sequence<DayUsage>) -> Int {
      days.reduce(0) { $0 + max(0, $1.count.prompt + $1.count.completion - $1.count.total) }
    }
    // An answer that is still being logged has no total yet, and after an interrupted sync the rest may still be
    // uncounted.
    let counted = syncedSite?.day
    let days = snapshot.days.filter { day in counted.map { day.day < $0 } ?? false && day.count.lacksTotals }
    guard let first = days.first?.day, let last = days.last?.day else {
      return check(name, title, .ok, "no day shows any")
    }
    let message = """
      \(missing(days)) tokens or more, of \(days.count) \(days.count == 1 ? "day" : "days") from \(first) to \(last), \
      were logged without their Total Tokens row
      """
    // Requests that end half-way are common; only many recent ones are worth a warning.
    let lately = snapshot.days.reversed().prefix {
      ($0.day.adding(days: 30)) > snapshot.days.last?.day ?? $0.day
    }
    let parts = lately.reduce(0) { $0 + $1.count.prompt + $1.count.completion }
    if missing(lately) * 100 < parts { return check(name, title, .ok, message) }
    return check(
      name, title, .warning, message,
      "Look for requests that time out; where it matters, add up prompt and completion tokens.")
  }

  private var privileges: HealthCheck {
    let missing: [String]
    switch facts.missingPrivileges {
    case .failure(let error): return failed("privileges", "Privileges", error)
    case .success(nil): return unknown("privileges", "Privileges")
    case .success(let names?): missing = names
    }
    if missing.isEmpty {
      return check("privileges", "Privileges", .ok, "the database user may keep the ledger")
    }
    return check(
      "privileges", "Privileges", .failure,
      "the database user may not \(missing.joined(separator: ", ")) on the ledger's tables",
      "'tokenledger grants' prints what is needed.")
  }

  private var keepingChecks: [HealthCheck] {
    [
      keeping("blank_types", "Rows without a type", \.waiting) { name, title, waiting in
        waiting == 0
          ? check(name, title, .ok, "none")
          : check(
            name, title, .warning, "\(waiting) wait to be typed",
            "The chatbot types them when it is upgraded; they are counted then.")
      },
      keeping("rejected_rows", "Rejected rows", \.rejected) { name, title, rejected in
        guard !rejected.groups.isEmpty else {
          return check(name, title, .ok, rejected.total == 0 ? "none" : "none that the log still holds")
        }
        let message = rejected.groups.map { reason, count in
          "\(count) \(count == 1 ? "row" : "rows"): \(RejectionReason(rawValue: reason)?.meaning ?? reason)"
        }.joined(separator: "; ")
        if rejected.isSettled { return check(name, title, .ok, "\(message) (marked as read)") }
        return check(
          name, title, .warning, message,
          "They are in no figure. 'tokenledger rejected' lists them; 'tokenledger doctor --acknowledge' marks them as read."
        )
      },
      keeping("gaps", "Gaps in the ids", \.gaps) { name, title, gaps in
        check(name, title, .ok, "\(gaps.open) open, \(gaps.expired) given up after 24 hours")
      },
      keeping("users", "Users", \.users) { name, title, users in
        let erased = users.erased == 0 ? "none erased" : "\(users.erased) erased"
        let folded = users.foldedBefore.map { "days before \($0) folded" } ?? "no day folded"
        return check(name, title, .ok, "\(erased), \(folded)")
      },
    ]
  }

  /// A word about several machines that sync the site, if there are.
  private var syncers: [HealthCheck] {
    guard case .success(let keeping?) = facts.keeping, case .success(let hosts) = keeping.syncers,
      hosts.count > 1
    else { return [] }
    return [
      check(
        "syncers", "Machines that sync", .warning,
        "\(hosts.prefix(10).joined(separator: ", ")): \(hosts.count) within a day",
        "It does no harm, but all but one of the runs that meet end with 75: let one machine do it.")
    ]
  }

  /// A check of one part of the ledger's records.
  private func keeping<Value>(
    _ name: String, _ title: String, _ part: KeyPath<HealthFacts.Keeping, Result<Value, any Error>>,
    _ judge: (String, String, Value) -> HealthCheck
  ) -> HealthCheck {
    switch facts.keeping {
    case .failure(let error): failed(name, title, error)
    case .success(nil): unknown(name, title)
    case .success(let keeping?):
      switch keeping[keyPath: part] {
      case .failure(let error): failed(name, title, error)
      case .success(let value): judge(name, title, value)
      }
    }
  }

  private func notices(_ snapshot: LedgerSnapshot) -> [HealthCheck] {
    snapshot.notices.map { notice in
      check(
        notice.kind.rawValue, title(of: notice.kind), .warning,
        notice.message, "Acknowledge it with 'tokenledger doctor --acknowledge'.")
    }
  }

  private func title(of kind: Notice.Kind) -> String {
    switch kind {
    case .blindInterval: "Blind interval"
    case .newEpoch: "New epoch"
    case .scoresReset: "Scores reset"
    }
  }

  // MARK: The configuration

  var modelChecks: [HealthCheck] {
    switch facts.declaredModels {
    case nil: []
    case .failure(let error): [failed("models", "Declared models", error)]
    case .success(let warnings) where warnings.isEmpty:
      [check("models", "Declared models", .ok, "each declares the model of some days")]
    case .success(let warnings):
      [
        check(
          "models", "Declared models", .warning, warnings.joined(separator: "; "),
          "Correct tokenledger.yml: give these entries a last day (to), or remove them.")
      ]
    }
  }
}
