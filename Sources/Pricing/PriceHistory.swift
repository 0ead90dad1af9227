import Ledger
import Text

/// What holds from a day on; nil: from the beginning.
private protocol Dated {
  var from: Day? { get }
}

/// All that a price list knows of a model: its prices by day, and its limits.
package struct PriceHistory: Sendable {
  fileprivate indirect enum Content {
    case free(source: String)
    case unpriced(UnpricedReason)
    case entries([Entry], Billing)
    case owned([OwnEntry], elsewhere: PriceHistory)
  }

  /// What the owner says from a day on; nil: from the beginning.
  fileprivate struct OwnEntry: Dated {
    let from: Day?
    let history: PriceHistory
    /// The name whose price it has.
    let other: String?
  }

  fileprivate struct Entry: Dated {
    let from: Day?
    let price: Price?
    let source: String
  }

  /// How many tokens the model takes and gives; from the newest line, nil where the model is not listed.
  package let limits: ModelLimits?
  private let content: Content

  fileprivate init(_ content: Content, limits: ModelLimits? = nil) {
    (self.content, self.limits) = (content, limits)
  }

  /// What is known for one of the site's days. A later entry changes nothing of the days before its first.
  package func answer(on day: Day) -> PriceAnswer {
    switch content {
    case .free: return .free
    case .unpriced(let reason): return .unpriced(reason)
    case .owned(let own, let elsewhere):
      let entry = Self.last(of: own, on: day)
      let answer = (entry?.history ?? elsewhere).answer(on: day)
      if case .unpriced = answer, let other = entry?.other { return .unpriced(.sameAs(other)) }
      return answer
    case .entries(let entries, let billing):
      guard let entry = Self.last(of: entries, on: day) else {
        return entries.first?.from.map { .unpriced(.before($0)) } ?? .unpriced(.unknownName)
      }
      return entry.price.map { .price($0, billing) } ?? .unpriced(.listed(entry.source))
    }
  }

  /// Where what is known for a day is from; nil where nothing is.
  package func source(on day: Day) -> String? {
    switch content {
    case .free(let source): source
    case .unpriced: nil
    case .owned(let own, let elsewhere): (Self.last(of: own, on: day)?.history ?? elsewhere).source(on: day)
    case .entries(let entries, _): Self.last(of: entries, on: day)?.source
    }
  }

  private static func last<Each: Dated>(of entries: [Each], on day: Day) -> Each? {
    entries.last { entry in entry.from.map { $0 <= day } ?? true }
  }

  /// The days, ascending, on which a price begins, or on which it is said that there is none.
  var changes: [Day] {
    switch content {
    case .free, .unpriced: []
    case .entries(let entries, _): entries.compactMap(\.from)
    case .owned(let own, let elsewhere):
      (own.compactMap(\.from) + own.flatMap(\.history.changes) + elsewhere.changes).sorted()
    }
  }

  /// The numbers of tokens of a prompt above which a price is higher.
  var limitsOfTiers: [Int] {
    switch content {
    case .free, .unpriced: []
    case .entries(let entries, _): entries.compactMap(\.price?.tier?.above)
    case .owned(let own, let elsewhere): own.flatMap(\.history.limitsOfTiers) + elsewhere.limitsOfTiers
    }
  }

  /// Whether the model had one price, and no other, over all of its life.
  fileprivate var hasOnePrice: Bool {
    if case .entries(let entries, _) = content { entries.count == 1 } else { false }
  }
}

extension OwnPrices {
  /// What the owner and a list know of a model: the owner's entries from their days on, else the list.
  ///
  /// - Throws: `Failure` (78) when a line of the list cannot be read, which its check rules out.
  package func history(of model: Model, in list: PriceList) throws -> PriceHistory {
    let listed = try list.history(of: model)
    let own = entries.filter { $0.model == model }.sorted {
      ($0.from?.number ?? .min) < ($1.from?.number ?? .min)
    }
    if own.isEmpty { return listed }
    let entries = try own.map { entry in
      let other: String? = if case .sameAs(let name) = entry.meaning { name } else { nil }
      return PriceHistory.OwnEntry(
        from: entry.from, history: try history(of: entry, in: list), other: other)
    }
    return PriceHistory(.owned(entries, elsewhere: listed), limits: listed.limits)
  }

  /// Where prices are from that an owner says himself.
  private static let source = "own prices"

  private func history(of entry: Entry, in list: PriceList) throws -> PriceHistory {
    switch entry.meaning {
    case .free: return PriceHistory(.free(source: Self.source))
    case .sameAs(let name): return try list.history(of: Model(platform: entry.model.platform, name: name))
    case .price(let price):
      let price = Price(list: price, tier: nil, offPeak: nil, peak: nil)
      let listed = PriceHistory.Entry(from: nil, price: price, source: Self.source)
      return PriceHistory(.entries([listed], try list.billing(of: entry.model.platform) ?? .completion))
    }
  }
}

extension PriceList {
  /// What of a platform's usage is billed as output; nil of a platform that the list does not know, or that is free.
  fileprivate func billing(of platform: String) throws -> Billing? {
    do throws(Problem) {
      guard platform.isListable,
        case .platform(let billing, _) = try lines(platform: platform, name: "").first?.content,
        billing != .free
      else { return nil }
      return billing
    } catch {
      throw Failure(error, in: "the price list")
    }
  }

  /// What the list knows of a model.
  ///
  /// Names are compared byte by byte, never by how they begin. A name that is not listed is looked up again without a
  /// date at its end, such as `-2024-11-20` or `-20241120`, and has the price of that name if it never had another.
  ///
  /// - Throws: `Failure` (78) when a line cannot be read, which the check of a list rules out.
  package func history(of model: Model) throws -> PriceHistory {
    do throws(Problem) {
      guard model.platform.isListable,
        let line = try lines(platform: model.platform, name: "").first,
        case .platform(let billing, let pricesOf) = line.content
      else { return PriceHistory(.unpriced(.unknownPlatform)) }
      if billing == .free { return PriceHistory(.free(source: line.source)) }
      let platforms = [model.platform, pricesOf].compactMap { $0 }
      if let history = try history(of: model.name, on: platforms, billing: billing) { return history }
      guard let name = model.name.withoutDate,
        let history = try history(of: name, on: platforms, billing: billing)
      else { return PriceHistory(.unpriced(.unknownName)) }
      return history.hasOnePrice ? history : PriceHistory(.unpriced(.snapshot(of: name)))
    } catch {
      throw Failure(error, in: "the price list")
    }
  }

  /// The history of a name that is listed for one of the platforms, the first of which wins; nil where it is not.
  private func history(of name: String, on platforms: [String], billing: Billing) throws(Problem)
    -> PriceHistory?
  {
    guard name.isListable else { return nil }
    for platform in platforms {
      var lines = try lines(platform: platform, name: name)
      if case .alias(let model) = lines.first?.content {
        lines = try self.lines(platform: platform, name: model)
      }
      var entries: [PriceHistory.Entry] = []
      var limits: ModelLimits?
      for line in lines {
        guard case .price(let from, let price, let own) = line.content else { continue }
        entries.append(PriceHistory.Entry(from: from, price: price, source: line.source))
        limits = own
      }
      if !entries.isEmpty { return PriceHistory(.entries(entries, billing), limits: limits) }
    }
    return nil
  }
}

extension String {
  /// Whether a list could have a name: neither nothing nor anything that ends a field or a line.
  fileprivate var isListable: Bool { !isEmpty && utf8.allSatisfy { $0 >= 0x20 } }

  /// The name without the date at its end, if there is one and it exists.
  fileprivate var withoutDate: String? {
    let bytes = Array(utf8)
    func cut(_ date: String, length: Int) -> String? {
      guard bytes.count > length, bytes[bytes.count - length] == UInt8(ascii: "-"), Day(date) != nil else {
        return nil
      }
      return String(decoding: bytes.dropLast(length), as: UTF8.self)
    }
    let digits = String(decoding: bytes.suffix(8), as: UTF8.self)
    return cut(String(decoding: bytes.suffix(10), as: UTF8.self), length: 11)
      ?? cut("\(digits.prefix(4))-\(digits.dropFirst(4).prefix(2))-\(digits.dropFirst(6))", length: 9)
  }
}
