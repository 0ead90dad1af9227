import Reports

/// A health report in JSON, `tokenledger.doctor/1`.
public struct DoctorDocument: Encodable {
  let schema = "tokenledger.doctor/1"
  @OrNull var site: SiteIdentity?
  let level: String
  let checks: [Check]

  struct Check: Encodable {
    let name: String
    let title: String
    let level: String
    let message: String
    @OrNull var advice: String?

    init(_ check: HealthCheck) {
      name = check.name
      title = check.title
      level = check.level.rawValue
      message = check.message
      advice = check.advice
    }
  }

  /// The document of `report` about `site`, which is nil when not even the site could be found.
  public init(_ report: HealthReport, site: SiteIdentity?) {
    level = report.level.rawValue
    checks = report.checks.map(Check.init)
    self.site = site
  }
}
