import Ledger

/// A side from which the usage of several sites can be seen: whose it is, or what each site's own usage is seen by.
public enum SitesDimension: Hashable, Sendable {
  /// The sites themselves.
  case site
  /// Whose they are.
  case client
  /// What else the owner sorts them by.
  case tag
  /// A dimension of each site's own usage.
  case own(Dimension)

  /// Its name in documents, by which it is asked for: "site".
  public var name: String {
    switch self {
    case .site: "site"
    case .client: "client"
    case .tag: "tag"
    case .own(let dimension): dimension.name
    }
  }

  /// What one of its members is called: "Site".
  public var title: String {
    if case .own(let dimension) = self { dimension.title } else { name.capitalized }
  }

  /// Those that there are of several sites alone.
  public static let ofSites: [SitesDimension] = [.site, .client, .tag]
  /// Those that mean the same at every site.
  public static let shared: [SitesDimension] = [
    Dimension.model, .platform, .hour, .weekday,
  ].map { .own($0) }
  /// Every one of them.
  public static let all = ofSites + Dimension.all.map { .own($0) }
}

extension String {
  fileprivate var capitalized: String { prefix(1).uppercased() + dropFirst() }
}

extension SitesDimension {
  /// The members that a part of a site's usage belongs to: several only of tags.
  func members(of site: SitesReport.Site, _ own: inout ArraySlice<MemberName>) -> [MemberName] {
    switch self {
    case .site: [MemberName(id: site.name, name: site.name)]
    case .client: [site.client.map { MemberName(id: $0, name: $0) } ?? MemberName(id: "", name: "No client")]
    case .tag:
      site.tags.isEmpty
        ? [MemberName(id: "", name: "No tag")] : site.tags.map { MemberName(id: $0, name: $0) }
    case .own: own.popFirst().map { [$0] } ?? []
    }
  }

  /// The place of a member among those with a natural order; nil for others.
  func place(of member: MemberName) -> Int? {
    switch self {
    case .own(.hour), .own(.weekday): Int(member.id)
    default: nil
    }
  }
}
