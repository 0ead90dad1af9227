import Output
import Reports
import Text

extension [SitesReader.Outcome<SiteAnswer>] {
  /// The sites of a report, of which `reading` is shown.
  func sites(_ reading: (SiteAnswer) -> SiteReading) -> [SitesReport.Site] {
    map { outcome in
      let answer = try? outcome.result?.get()
      return SitesReport.Site(
        name: outcome.site.name, client: outcome.site.labels.client, tags: outcome.site.labels.tags,
        reading: answer.map(reading), error: outcome.error)
    }
  }

  /// The sites as documents name them; nil for those that failed.
  var identities: [SiteIdentity?] { map { (try? $0.result?.get())?.identity } }
}

extension Array {
  /// Refuses what no site can answer, as it was asked for wrongly.
  ///
  /// - Throws: `Failure` (64).
  func refuseMistakes<Value>() throws where Element == SitesReader.Outcome<Value> {
    let mistakes = compactMap { outcome -> Failure? in
      if case .failure(let failure)? = outcome.result, failure.kind == .usage { failure } else { nil }
    }
    if let first = mistakes.first, mistakes.count == count { throw first }
  }

  /// Says what was said of each site; `listing` is what there is to say about the list. Returns all of it.
  func warn<Value>(_ listing: SiteListing, _ listener: Listener) -> [String]
  where Element == SitesReader.Outcome<Value> {
    let warnings =
      listing.warnings + flatMap { outcome in outcome.warnings.map { "\(outcome.site.name): \($0)" } }
    for warning in warnings { listener.warn(warning) }
    return warnings
  }

  /// What the answer ends with where sites failed.
  func fault<Value>() -> Failure? where Element == SitesReader.Outcome<Value> {
    let failed = compactMap { outcome -> String? in
      if case .failure? = outcome.result { outcome.site.name } else { nil }
    }
    if failed.isEmpty { return nil }
    let named = [String](failed.prefix(3)) + (failed.count > 3 ? ["\(failed.count - 3) more"] : [])
    return Failure(
      .tryAgain, "\(failed.count) of \(count) sites failed: \(enumeration(named))",
      advice: "The answer says why, and holds the figures of the others.")
  }
}

/// What a site answers when several are asked.
struct SiteAnswer: Sendable {
  /// The site as documents name it.
  let identity: SiteIdentity
  /// What it used: in the days of a report, or today, this month and this year.
  let readings: [SiteReading]
}
