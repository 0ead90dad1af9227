import Ledger
import LedgerStore
import MariaDB
import Reports
import Sites
import Text

/// Judges what was found out about a site: a check a line, with what to do.
struct Examination {
  let site: Site
  let facts: HealthFacts
  /// The prices that hold for the site's usage.
  let prices: SitePrices

  /// The checks in the order a person would make them.
  var report: HealthReport {
    var checks = [connection, server] + (facts.cluster?.checks ?? [])
    if let configFile { checks.append(configFile) }
    checks += siteChecks + logChecks + ledgerChecks + modelChecks + priceChecks
    return HealthReport(checks: checks)
  }

  private var connection: HealthCheck {
    let server: HealthFacts.Server
    switch facts.server {
    case .failure(let error): return failed("connection", "Connection", error)
    case .success(let found): server = found
    }
    let isLocal = if case .tcp = site.connection.address { false } else { true }
    if let cipher = server.tlsCipher {
      return check("connection", "Connection", .ok, "connected, encrypted with \(cipher)")
    }
    if isLocal { return check("connection", "Connection", .ok, "connected through the machine's own socket") }
    return check(
      "connection", "Connection", .warning, "connected over the network without TLS",
      "Set the TLS mode to required, or better to verify-identity.")
  }

  private var server: HealthCheck {
    switch facts.server {
    case .failure: notChecked("server", "Server", "the database cannot be reached")
    case .success(let server): check("server", "Server", .ok, server.version)
    }
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
      [failed("options", "Site options", error)]
        + [("time_zone", "Time zone"), ("logging", "Conversation logging"), ("retention", "Retention")].map {
          notChecked($0.0, $0.1, "the site's options cannot be read")
        }
    case .success(let site):
      [options(site), timeZone(site), logging(site), retention(site)] + optionsView(site) + sizesViews
    }
  }

  /// All warnings that a sync or a report gives about the options, except that logging is off, which has its own check.
  private func options(_ site: SiteFacts) -> HealthCheck {
    let period = Period.reading(option: site.options.reportingPeriod).warning
    let warnings = site.optionWarnings + [period].compactMap { $0 }
    if warnings.isEmpty { return check("options", "Site options", .ok, "all are valid") }
    return check(
      "options", "Site options", .warning, warnings.joined(separator: "; "),
      "Correct them in WordPress and in the chatbot's settings.")
  }

  private func optionsView(_ site: SiteFacts) -> [HealthCheck] {
    guard site.isOptionsViewOutdated else { return [] }
    return [
      check(
        "options_view", "View of the options", .warning, "created by an earlier release, hides some options",
        "Run 'tokenledger migrate' as the site's own database user: it renews the view.")
    ]
  }

  private var sizesViews: [HealthCheck] {
    let views: [String]
    switch facts.unreadableViews {
    case .failure(let error): return [failed("sizes_views", "Views of lengths", error)]
    case .success(let found): views = found
    }
    if views.isEmpty { return [] }
    return [
      check(
        "sizes_views", "Views of lengths", .warning,
        "missing, without a grant, or of a table that is gone: \(views.joined(separator: ", "))",
        "Run 'tokenledger migrate' as the site's own database user, then what 'tokenledger grants' prints.")
    ]
  }

  private func timeZone(_ site: SiteFacts) -> HealthCheck {
    check(
      "time_zone", "Time zone", .ok,
      "\(site.timeZone.name), where it is \(site.siteNow) now")
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
    if site.siteNow.seconds(since: synced) > days * 43_200 {
      return check(
        "retention", "Retention", .warning,
        "the last sync is older than half of the chatbot's retention of \(days) days",
        "Run 'tokenledger sync' at least daily.")
    }
    return check(
      "retention", "Retention", .ok, "the chatbot purges rows after \(days) days; the ledger keeps them")
  }

  var syncedSite: SiteTime? {
    guard case .success(let state?) = facts.state else { return nil }
    return state.syncedSite
  }

  // MARK: Making checks

  /// A check that could not be made, with the reason.
  func failed(_ name: String, _ title: String, _ error: any Error) -> HealthCheck {
    if let error = error as? HealthFacts.NotChecked { return notChecked(name, title, error.reason) }
    let failure = Failure(error)
    return HealthCheck(
      name: name, title: title, level: .failure, message: failure.message, advice: failure.advice,
      obstacle: failure.kind == .tryAgain ? .passing : nil)
  }

  /// A check that depends on something unavailable, which another check reports.
  func notChecked(_ name: String, _ title: String, _ reason: String) -> HealthCheck {
    HealthCheck(
      name: name, title: title, level: .failure, message: "not checked: \(reason)", obstacle: .otherCheck)
  }

  /// A check of a ledger that does not exist yet.
  func unknown(_ name: String, _ title: String) -> HealthCheck {
    check(name, title, .warning, "not checked: there is no ledger yet")
  }

  func check(
    _ name: String, _ title: String, _ level: HealthCheck.Level, _ message: String, _ advice: String? = nil
  ) -> HealthCheck {
    HealthCheck(name: name, title: title, level: level, message: message, advice: advice)
  }
}
