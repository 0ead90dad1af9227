import Ledger
import LedgerStore
import MariaDB
import Reports
import WordPress

/// Judges what was found out about a site: a check a line, with what to do.
struct Examination {
  let site: Site
  let facts: HealthFacts

  /// The checks in the order a person would make them.
  var report: HealthReport {
    var checks = [connection, server]
    if let configFile { checks.append(configFile) }
    checks += siteChecks + logChecks + ledgerChecks
    return HealthReport(checks: checks)
  }

  private var connection: HealthCheck {
    let isLocal = if case .tcp = site.connection.address { false } else { true }
    if let cipher = facts.tlsCipher {
      return check("connection", "Connection", .ok, "connected, encrypted with \(cipher)")
    }
    if isLocal { return check("connection", "Connection", .ok, "connected through the machine's own socket") }
    return check(
      "connection", "Connection", .warning, "connected over the network without TLS",
      "Set the TLS mode to required, or better to verify-identity.")
  }

  private var server: HealthCheck {
    check("server", "Server", .ok, facts.serverVersion)
  }

  private var configFile: HealthCheck? {
    guard let file = site.configFile else { return nil }
    if file.isReadableByOthers {
      return check(
        "config_file", "Configuration file", .warning,
        "\(file.path) can be read by every user of this machine",
        "It holds the database password: chmod o-r it.")
    }
    return check("config_file", "Configuration file", .ok, "\(file.path) is closed to other users")
  }

  // MARK: The site

  private var siteChecks: [HealthCheck] {
    switch facts.site {
    case .failure(let error):
      return [failed("options", "Site options", error)]
    case .success(let site):
      return [timeZone(site), logging(site), retention(site)] + optionsView(site)
    }
  }

  private func optionsView(_ site: SiteFacts) -> [HealthCheck] {
    guard site.isOptionsViewOutdated else { return [] }
    return [
      check(
        "options_view", "View of the options", .warning, "an earlier release's, which hides some options",
        "Run 'tokenledger migrate' as the site's own database user: it renews the view.")
    ]
  }

  private func timeZone(_ site: SiteFacts) -> HealthCheck {
    check(
      "time_zone", "Time zone", .ok,
      "\(site.options.timeZoneName), where it is \(site.siteNow) now")
  }

  private func logging(_ site: SiteFacts) -> HealthCheck {
    let version = facts.chatbotVersion.map { "; chatbot \(printable($0)) was activated" } ?? ""
    if site.options.loggingOn {
      return check("logging", "Conversation logging", .ok, "on" + version)
    }
    return check(
      "logging", "Conversation logging", .warning, "off: the chatbot writes no token rows",
      "Turn on Conversation Logging in the chatbot's settings.")
  }

  private func retention(_ site: SiteFacts) -> HealthCheck {
    guard let days = site.options.retention.days else {
      return check("retention", "Retention", .ok, "the chatbot keeps its rows for ever")
    }
    let synced = syncedSite
    guard let cutoff = site.purgeCutoff, let synced else {
      return check(
        "retention", "Retention", .ok, "the chatbot purges rows after \(days) days; the ledger keeps them")
    }
    if synced < cutoff {
      return check(
        "retention", "Retention", .failure,
        "the last sync is older than the chatbot's retention of \(days) days: rows may be purged unseen",
        "Run 'tokenledger sync' now, and more often than every \(days) days.")
    }
    // A purge is due at midnight UTC: half of the retention is the time to be reminded.
    if site.siteNow.seconds - synced.seconds > days * 43_200 {
      return check(
        "retention", "Retention", .warning,
        "the last sync is older than half of the chatbot's retention of \(days) days",
        "Run 'tokenledger sync' at least daily.")
    }
    return check(
      "retention", "Retention", .ok, "the chatbot purges rows after \(days) days; the ledger keeps them")
  }

  private var syncedSite: WallClock? {
    guard case .success(let snapshot?) = facts.ledger else { return nil }
    return snapshot.state.syncedSite
  }

  // MARK: The log

  private var logChecks: [HealthCheck] {
    switch facts.log {
    case .failure(let error): return [failed("log_table", "Log table", error)]
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

  /// Only where there are rows from before chatbot 2.0.7.
  private var databaseClock: [HealthCheck] {
    let (name, title, since) = ("database_clock", "Clock of old rows", "rows from before chatbot 2.0.7")
    var checks: [HealthCheck] = []
    if facts.databaseStamped.isInLog {
      if let clock = facts.databaseClock {
        checks.append(
          check(
            name, title, .ok,
            "the log's rows before \(clock.before) are shifted from \(clock.zone) to the site's time"))
      } else {
        checks.append(
          check(
            name, title, .warning,
            "the log holds \(since), which show the database's clock; they are counted as they are stored",
            "Declare the clock as log.database_clock in tokenledger.yml, then rebuild the days that differ."))
      }
    }
    if !facts.databaseStamped.imports.isEmpty {
      let imports = facts.databaseStamped.imports.map(String.init).joined(separator: ", ")
      checks.append(
        check(
          "imported_clock", "Clock of old imports", .warning,
          "import \(imports) brought \(since), which show the database's clock; they are counted as they are stored",
          "Where it was not the site's, take the import back with --undo, and repeat it with --time-zone."))
    }
    return checks
  }

  private func columns(_ shape: LogShape) -> HealthCheck {
    shape.warnings.isEmpty
      ? check("log_table", "Log table", .ok, "has the columns it should have")
      : check(
        "log_table", "Log table", .warning, shape.warnings.joined(separator: "; "),
        "It is read all the same; see what is lost.")
  }

  private func ids(_ shape: LogShape) -> HealthCheck {
    let used = facts.usedIDs ?? 0
    let share = used / max(1, shape.idCeiling / 100)
    var message = "\(used) of \(shape.idCeiling) ids used (\(share) %)"
    var daysLeft: Int?
    if let perDay = facts.keeping?.idsPerDay, perDay > 0, case .success(let site) = facts.site {
      let days = Int(clamping: (shape.idCeiling - min(used, shape.idCeiling)) / UInt64(perDay))
      daysLeft = days
      message +=
        days < 365_000
        ? "; at \(perDay) a day the last is used on \(site.siteNow.day.adding(days: days))"
        : "; at \(perDay) a day they last for more than a thousand years"
    }
    let mend = shape.idCeiling < UInt64(Int.max) ? "Widen the log's id to BIGINT" : "Renumber the log"
    let advice = "\(mend): past the last id the chatbot silently stops logging."
    if used >= shape.idCeiling { return check("ids", "Row ids", .failure, message, advice) }
    let isNear = share >= 80 || daysLeft.map { $0 < 180 } ?? false
    return check("ids", "Row ids", isNear ? .warning : .ok, message, isNear ? advice : nil)
  }

  // MARK: The ledger

  private var ledgerChecks: [HealthCheck] {
    switch facts.ledger {
    case .failure(let error): return [failed("ledger", "Ledger", error)]
    case .success(nil):
      return [check("ledger", "Ledger", .warning, "there is none yet", "Run 'tokenledger sync'.")]
    case .success(let snapshot?):
      return [ledger(snapshot), lastSync(snapshot), privileges] + keepingChecks + notices(snapshot)
    }
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

  private func lastSync(_ snapshot: LedgerSnapshot) -> HealthCheck {
    guard let synced = snapshot.state.syncedUTC, let site = snapshot.state.syncedSite else {
      return check(
        "last_sync", "Last sync", .warning, "none has reached the end of the log yet",
        "Run 'tokenledger sync'.")
    }
    if case .success(let facts) = facts.site, facts.utcNow.seconds - synced.seconds > 86_400 {
      return check(
        "last_sync", "Last sync", .warning, "\(site), more than a day ago",
        "Let wp-cron or cron run 'tokenledger sync' at least hourly.")
    }
    return check("last_sync", "Last sync", .ok, site.description)
  }

  private var privileges: HealthCheck {
    if facts.missingPrivileges.isEmpty {
      return check("privileges", "Privileges", .ok, "the database user may keep the ledger")
    }
    return check(
      "privileges", "Privileges", .failure,
      "the database user may not \(facts.missingPrivileges.joined(separator: ", ")) on the ledger's tables",
      "'tokenledger grants' prints what is needed.")
  }

  private var keepingChecks: [HealthCheck] {
    guard let keeping = facts.keeping else { return [] }
    let blank =
      keeping.waiting == 0
      ? check("blank_types", "Rows without a type", .ok, "none")
      : check(
        "blank_types", "Rows without a type", .warning, "\(keeping.waiting) wait to be typed",
        "The chatbot types them when it is upgraded; they are counted then.")
    let reasons = keeping.rejected.map { "\($0.count) \($0.reason)" }.joined(separator: ", ")
    let rejected =
      keeping.rejected.isEmpty
      ? check("rejected_rows", "Rejected rows", .ok, "none")
      : check(
        "rejected_rows", "Rejected rows", .warning, reasons,
        "They hold no number or no date that could be counted; they stay out of every figure.")
    let gaps = check(
      "gaps", "Gaps in the ids", .ok,
      "\(keeping.gapsOpen) open, \(keeping.gapsExpired) given up after 24 hours")
    return [blank, rejected, gaps, users(keeping)]
  }

  private func users(_ keeping: HealthFacts.Keeping) -> HealthCheck {
    let erased = keeping.erasedUsers == 0 ? "none erased" : "\(keeping.erasedUsers) erased"
    let folded = keeping.foldedBefore.map { "days before \($0) folded" } ?? "no day folded"
    return check("users", "Users", .ok, "\(erased), \(folded)")
  }

  private func notices(_ snapshot: LedgerSnapshot) -> [HealthCheck] {
    snapshot.notices.map { notice in
      check(
        notice.kind.rawValue, notice.kind == .newEpoch ? "New epoch" : "Blind interval", .warning,
        notice.message, "'tokenledger doctor --acknowledge' settles it once it was read.")
    }
  }

  // MARK: Making checks

  private func failed(_ name: String, _ title: String, _ error: any Error) -> HealthCheck {
    let failure = Failure(error)
    return check(name, title, .failure, failure.message, failure.advice)
  }

  private func check(
    _ name: String, _ title: String, _ level: HealthCheck.Level, _ message: String, _ advice: String? = nil
  ) -> HealthCheck {
    HealthCheck(name: name, title: title, level: level, message: message, advice: advice)
  }
}
