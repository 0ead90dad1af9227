import LedgerStore
import Output

/// Which models were seen or declared, and usage of unknown model.
package struct ModelsListRequest: Request {
  /// The request.
  package init() {}

  package func answer(_ site: OpenSite) throws -> Answer {
    let facts = try site.session.facts()
    let report = try ModelReport(site.session)
    let (pricer, warning) = try site.pricer(of: report)
    let standing = try LedgerContext(
      site.session, facts, site.listener, warnings: [warning].compactMap(\.self))
    return try Answer(report, pricer, standing.head)
  }
}
