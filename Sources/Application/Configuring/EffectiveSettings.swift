import Configuration
import Ledger
import LedgerStore
import MariaDB
import Pricing
import Sites
import Text

/// All settings as they hold for this process, each with where it comes from.
struct EffectiveSettings {
  /// The configuration file; nil when there is none.
  let file: String?
  /// The settings, by section.
  let all: [EffectiveSetting]
  /// What the owner should know, a line each.
  let warnings: [String]
  /// Why the site that is named cannot be found; nil when it can, or when none is named.
  let fault: (any Error)?

  /// The settings that hold with a configuration file, for a site that is asked for. `isNamed` is whether an option names
  /// the file.
  init(
    _ configuration: ConfigurationFile?, isNamed: Bool, _ request: SiteRequest, _ finder: SiteFinder,
    _ variables: Variables
  ) {
    file = configuration?.path
    var warnings: [String] = []
    var fault: (any Error)?
    var site: [EffectiveSetting] = []
    let means = finder.means(of: request, configured: configuration?.site)
    do {
      let found = try finder.find(request, configured: configuration?.site)
      warnings += found.warnings
      site =
        SiteOrigin(
          site: found, means: means, request: request, file: configuration, variables: variables
        ).settings
    } catch let error as Failure where error.kind == .noInput && means == .currentDirectory {
      // Whoever names no site here may do so elsewhere.
      site = [EffectiveSetting("site", nil as String?, .default)]
    } catch {
      fault = error
    }
    for entry in configuration?.sites.sites ?? [] {
      do {
        warnings += try finder.find(entry.request).warnings
      } catch {
        warnings.append("\(entry.place): \(Failure(error).message)")
      }
    }
    self.warnings = warnings + (configuration?.sites.warnings ?? [])
    self.fault = fault
    all =
      [Self.fileSetting(configuration, isNamed, variables)] + site + Self.sites(configuration)
      + Self.worker(configuration)
      + Self.report(configuration)
      + [EffectiveSetting("pace", .text(configuration?.pace ?? SyncPace.auto.rawValue), configuration)]
      + Self.models(configuration) + Self.prices(configuration) + Self.log(configuration)
  }

  private static func fileSetting(
    _ file: ConfigurationFile?, _ isNamed: Bool, _ variables: Variables
  ) -> EffectiveSetting {
    if isNamed { return EffectiveSetting("config", file?.path, .option, "--config") }
    return variables["TOKENLEDGER_CONFIG"] != nil
      ? EffectiveSetting("config", file?.path, .environment, "TOKENLEDGER_CONFIG")
      : EffectiveSetting("config", file?.path, .default)
  }

  private static func sites(_ file: ConfigurationFile?) -> [EffectiveSetting] {
    (file?.sites.sites ?? []).enumerated().map { index, entry in
      EffectiveSetting(
        "sites.\(index + 1)",
        ([entry.labels.phrase, entry.request.phrase].compactMap(\.self)).joined(separator: ": "),
        .file, entry.place)
    }
  }

  private static func worker(_ file: ConfigurationFile?) -> [EffectiveSetting] {
    let choices = WorkerChoices(file)
    let settings: [(String, EffectiveSetting.Value?)] = [
      ("interval", .text("\(choices.interval)")), ("jobs", .number(choices.jobs)),
      ("export_dir", choices.exportDir.map { .text($0) }), ("export_at", .text("\(choices.exportAt)")),
      ("keep", .number(choices.keep)), ("log_format", .text(choices.logFormat.rawValue)),
    ]
    return settings.map { EffectiveSetting("worker.\($0)", $1, file) }
  }

  private static func report(_ file: ConfigurationFile?) -> [EffectiveSetting] {
    let set = file?.report
    let period =
      set?.period.map { EffectiveSetting("report.period", .text($0.rawValue), file) }
      ?? EffectiveSetting("report.period", nil as String?, .wordpress, "the site's Reporting Period")
    return [
      period, EffectiveSetting("report.last", set?.last.map { .number($0) }, file),
      EffectiveSetting("report.top", set?.top.map { .number($0) }, file),
      EffectiveSetting("report.format", .text((set?.format ?? .table).rawValue), file),
    ]
  }

  private static func models(_ file: ConfigurationFile?) -> [EffectiveSetting] {
    (file?.models.entries ?? []).enumerated().map { index, entry in
      let (days, model) = ("\(entry.from) …" + (entry.to.map { " \($0)" } ?? ""), entry.model)
      return EffectiveSetting("models.\(index + 1)", .text("\(days) \(model.platform) \(model.name)"), file)
    }
  }

  private static func prices(_ file: ConfigurationFile?) -> [EffectiveSetting] {
    guard let own = file?.prices else { return [] }
    let list = own.file.map { [EffectiveSetting("prices.file", .text($0), file)] } ?? []
    let rates = own.rates.map { rates in
      let text = rates.rates.map { " \($0.exact) from \($0.from)" }.joined(separator: ",")
      return [EffectiveSetting("prices.currency", .text(rates.currency.code + text), file)]
    }
    return list + (rates ?? [])
      + own.entries.enumerated().map { index, entry in
        let from = entry.from.map { "from \($0): " } ?? ""
        let (model, meaning) = ("\(entry.model.platform) \(entry.model.name)", entry.meaning.phrase)
        return EffectiveSetting("prices.models.\(index + 1)", .text("\(from)\(model), \(meaning)"), file)
      }
  }

  private static func log(_ file: ConfigurationFile?) -> [EffectiveSetting] {
    guard let clock = file?.databaseClock else { return [] }
    return [EffectiveSetting("log.database_clock", .text("before \(clock.before) \(clock.zone)"), file)]
  }
}

extension SiteLabels {
  /// What a site is called, in a few words; nil where nothing was said.
  fileprivate var phrase: String? {
    let parts =
      [name, client.map { "client \($0)" }].compactMap(\.self)
      + (tags.isEmpty ? [] : ["tags \(tags.joined(separator: ", "))"])
    return parts.isEmpty ? nil : parts.joined(separator: "; ")
  }
}

extension SiteRequest {
  /// The request in a few words.
  fileprivate var phrase: String {
    let parts = [
      wpPath ?? wpConfig ?? defaultsFile, defaultsGroup, database, prefix, blog.map { "blog \($0)" },
    ]
    return parts.compactMap { $0 }.joined(separator: " ")
  }
}

extension OwnPrices.Entry.Meaning {
  /// What holds, in a few words.
  fileprivate var phrase: String {
    switch self {
    case .free: "free"
    case .sameAs(let name): "same as \(name)"
    case .price(let price):
      ([price.input, price.output] + [price.cachedInput].compactMap(\.self)).map(TokenPrice.exact).joined(
        separator: " / ")
    }
  }
}
