import Application
import ArgumentParser
import Configuration
import Ledger
import Output
import Reports

extension BreakdownArguments {
  /// Refuses what does not go together, or with several sites.
  func validateOfSites(_ format: OutputFormat?, isLive: Bool) throws {
    if isLive { throw ValidationError("--live does not go with --sites: the log alone has no costs") }
    if isAcross || chart != nil { throw ValidationError("--across and --chart do not go with --sites") }
    if hasFilters {
      throw ValidationError("--model, --assistant, --page and --user-id do not go with --sites")
    }
    if let format, format.isPicture {
      throw ValidationError("--format \(format) does not go with --sites: there is no chart of several sites")
    }
    let dimensions = try dimensionsOfSites
    if let own = dimensions.first(where: {
      !SitesDimension.ofSites.contains($0) && !SitesDimension.shared.contains($0)
    }),
      !dimensions.contains(.site)
    {
      throw ValidationError(
        "--by \(own.name) goes with site, as in --by site,\(own.name): each site has its own")
    }
    _ = try (measures, order, isReversed)
  }

  /// What the options ask about several sites.
  func questionOfSites(top: Int?) throws -> SitesReportRequest.Question {
    SitesReportRequest.Question(
      by: try dimensionsOfSites, measures: try measures, order: try order, isReversed: try isReversed,
      top: top)
  }

  private var dimensionsOfSites: [SitesDimension] {
    get throws { try by == nil ? [.site] : dimensions(of: SitesDimension.all, \.name) }
  }
}

extension ReportCommand {
  /// Shows several sites in place of one.
  func showSites(_ console: Console, _ configuration: ConfigurationFile?) throws {
    let request = SitesReportRequest(
      try breakdown.questionOfSites(top: report.top), report.spanOfSites,
      noSync ? .ledger : .sync(reading.sync), jobs: lister.threads(configuration))
    try console.write(
      request.answer(lister.listing(configuration), configuration, console.listener), output.renderer)
  }
}
