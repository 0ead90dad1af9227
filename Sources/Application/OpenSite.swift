import Configuration
import Ledger
import LedgerStore
import Output
import Pricing
import Sites
import Text

/// A site whose database was opened, and who hears what is said about it.
package struct OpenSite {
  /// Where it was found.
  package let site: Site
  /// Its database.
  package let session: SiteSession
  /// What tokenledger.yml says; nil where there is none.
  package let configuration: ConfigurationFile?
  /// Who hears what there is to say.
  package let listener: Listener

  /// Connects to the database of a site.
  ///
  /// - Throws: `Failure`; `MariaDBError` when the database cannot be reached.
  package init(_ site: Site, _ configuration: ConfigurationFile?, _ listener: Listener) throws {
    self.site = site
    self.configuration = configuration
    self.listener = listener
    session = try SiteSession(
      site, models: configuration?.models ?? ModelHistory(),
      databaseClock: configuration?.databaseClock, pace: configuration?.pace.flatMap(SyncPace.init) ?? .auto)
  }
}

/// Something that can be asked about a site: by a command, a test or a server.
package protocol Request: Sendable {
  /// What there is to say of a site.
  ///
  /// - Throws: `Failure`, or `MariaDBError`, when there is no answer. A fault beside an answer is in the answer.
  func answer(_ site: OpenSite) throws -> Answer
}

extension SiteIdentity {
  /// The site as a document names it.
  package init(_ session: SiteSession, _ facts: SiteFacts) {
    self.init(
      ownName: facts.name?.text, database: session.site.connection.database ?? "",
      prefix: session.site.prefix, blogID: session.site.blogID, timeZone: facts.timeZone.name,
      cluster: facts.cluster)
    let labels = session.site.labels
    (name, client, tags) = (labels.name, labels.client, labels.tags)
  }
}

extension Day {
  /// Refuses a first day or a day to report on that lies in the future: the answer would be empty. A last day may lie
  /// in the future: it means the end of the data.
  ///
  /// - Throws: `Failure` (64).
  static func refuseFuture(_ day: Day?, of option: String, today: Day) throws {
    guard let day, day > today else { return }
    throw Failure(
      .usage, "\(option) \(day) is in the future: today at the site is \(today)",
      advice: "Give today or an earlier day.")
  }
}

extension AskedDays {
  /// The days that are meant when today is `today`; nil for no bound. A first day in the future is refused, unless it
  /// may be one.
  ///
  /// - Throws: `Failure` (64).
  func resolved(today: Day, mayBegin inFuture: Bool = false) throws -> (from: Day?, to: Day?) {
    let first = from?.first(on: today)
    if !inFuture { try Day.refuseFuture(first, of: "--from", today: today) }
    if let contradiction = contradiction(on: today) {
      throw Failure(.usage, contradiction, advice: "Exchange the two days.")
    }
    return (first, to?.last(on: today))
  }
}

extension OpenSite {
  /// The prices that hold for its usage.
  var prices: SitePrices { SitePrices(configuration) }

  /// What puts them to usage, for a request that reads no figures.
  ///
  /// - Throws: `Failure`; `MariaDBError`.
  func pricer() throws -> Pricer { try prices.pricer(session.keptPrices()) }

  /// The same for all usage that a report of models has: in USD, with a warning, where a day has no rate.
  ///
  /// - Throws: `Failure`; `MariaDBError`.
  func pricer(of report: ModelReport) throws -> (pricer: Pricer, warning: String?) {
    var pricer = try pricer()
    do {
      try pricer.requireRates(for: report.usage.map(\.usage).sorted { $0.day < $1.day })
      return (pricer, nil)
    } catch let error as Failure where error.kind == .badData {
      return (pricer.inUSD, "\(error.message): reports of that day fail, and lists of all models show USD")
    }
  }
}
