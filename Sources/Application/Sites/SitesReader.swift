import Configuration
import LedgerStore
import Output
import Sites
import Synchronization
import Text

/// Asks many sites the same, some of them at once.
struct SitesReader: Sendable {
  /// What a site came to.
  struct Outcome<Value: Sendable>: Sendable {
    /// The site.
    let site: WorkerSite
    /// What it answered, or why it did not; nil for a multisite whose first blog has no chatbot.
    let result: Result<Value, Failure>?
    /// Where its ledger is; nil where that was not found out.
    let place: LedgerPlace?
    /// What was said of it, a sentence each.
    fileprivate(set) var warnings: [String]

    /// Why it did not answer; nil where it did.
    var error: String? { if case .failure(let failure)? = result { failure.message } else { nil } }
  }

  private let configuration: ConfigurationFile?
  private let jobs: Int
  private let detail: (@Sendable (String) -> Void)?

  /// A reader of `jobs` sites at once, for which `configuration` holds. `detail` hears what is being done.
  init(_ configuration: ConfigurationFile?, jobs: Int, detail: (@Sendable (String) -> Void)?) {
    self.configuration = configuration
    self.jobs = jobs
    self.detail = detail
  }

  /// What `body` comes to for each site, in the order of their list; the blogs of a multisite come behind the first,
  /// without those that are listed themselves. A ledger that is listed by two means counts once. It blocks.
  ///
  /// - Throws: `Failure` (66) where there is no site with a chatbot.
  func read<Value: Sendable>(
    _ sites: [WorkerSite], _ body: @escaping @Sendable (OpenSite) throws -> Value
  ) throws -> [Outcome<Value>] {
    let listed = Set(sites.map(\.listed))
    let found = Crowd.map(sites, threads: jobs) { read($0, listed, body) }
    let blogs = found.flatMap { $0.blogs }
    var others = Crowd.map(blogs, threads: jobs) { read($0, listed, body).outcome }[...]
    let all = found.flatMap { site in
      let blogs = others.prefix(site.blogs.count)
      others = others.dropFirst(site.blogs.count)
      return (site.outcome.result == nil ? [] : [site.outcome]) + blogs
    }
    if all.isEmpty {
      throw Failure(
        .noInput, "no site of the list has a chatbot",
        advice: "See 'tokenledger status' with the same list for what is wrong.")
    }
    return Self.once(all)
  }

  /// The outcomes without those of a ledger that another one has: added up it would count twice.
  private static func once<Value>(_ outcomes: [Outcome<Value>]) -> [Outcome<Value>] {
    var kept: [Outcome<Value>] = []
    var known: [LedgerPlace: Int] = [:]
    for outcome in outcomes {
      guard let place = outcome.place else {
        kept.append(outcome)
        continue
      }
      if let index = known[place] {
        kept[index].warnings.append("\(outcome.site.name) is the same ledger, and is left out")
      } else {
        known[place] = kept.count
        kept.append(outcome)
      }
    }
    return kept
  }

  private func read<Value: Sendable>(
    _ site: WorkerSite, _ listed: Set<String>, _ body: (OpenSite) throws -> Value
  ) -> (outcome: Outcome<Value>, blogs: [WorkerSite]) {
    let said = Said()
    var blogs: [WorkerSite] = []
    var place: LedgerPlace?
    let result: Result<Value, Failure>?
    do {
      let found = try site.find()
      place = LedgerPlace(found)
      for warning in found.warnings { said.add(warning) }
      let open = try OpenSite(found, configuration, said.listener(site.name, detail))
      var isEmpty = false
      if site.isNetwork {
        let all = try open.session.blogIDs()
        isEmpty = !all.contains(found.blogID)
        blogs = all.filter { $0 != found.blogID }.map(site.blog).filter { !listed.contains($0.listed) }
      }
      result = isEmpty ? nil : .success(try body(open))
    } catch {
      result = .failure(Failure(error))
    }
    return (Outcome(site: site, result: result, place: place, warnings: said.all), blogs)
  }
}

/// What is said of a site while others are read: it is shown later, in the order of the sites.
private final class Said: Sendable {
  private let sentences = Mutex<[String]>([])

  var all: [String] { sentences.withLock { $0 } }

  func add(_ sentence: String) { sentences.withLock { $0.append(sentence) } }

  func listener(_ name: String, _ detail: (@Sendable (String) -> Void)?) -> Listener {
    Listener(
      warn: { self.add($0) }, detail: detail.map { detail in { @Sendable in detail("\(name): \($0)") } })
  }
}
