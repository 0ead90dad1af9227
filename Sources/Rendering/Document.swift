import Ledger
import Reports

/// The head of every document with figures: the site, how far the figures are complete, and warnings.
public struct DocumentHead: Encodable, Equatable, Sendable {
  @OrNull var site: SiteIdentity?
  @OrNull var ledgerCompleteUntil: String?
  @OrNull var ledgerCompleteUntilLocal: String?
  @OrNull var lastSync: String?
  @OrNull var lastSyncLocal: String?
  let warnings: [String]

  /// The head of a document about `site`; nil when it was not asked for.
  public init(_ site: SiteIdentity?, _ completeness: Completeness, warnings: [String]) {
    self.warnings = warnings
    self.site = site
    ledgerCompleteUntil = completeness.until?.utc.rfc3339
    ledgerCompleteUntilLocal = completeness.until?.local.description
    lastSync = completeness.lastSync?.utc.rfc3339
    lastSyncLocal = completeness.lastSync?.local.description
  }
}

/// A document of a schema in JSON: its head and its body as one object.
public struct Document<Body: Encodable>: Encodable {
  private let schema: String
  private let head: DocumentHead
  private let body: Body

  /// The document `tokenledger.NAME/VERSION`.
  public init(_ name: String, version: Int, _ head: DocumentHead, _ body: Body) {
    schema = "tokenledger.\(name)/\(version)"
    self.head = head
    self.body = body
  }

  private enum CodingKeys: String, CodingKey {
    case schema
  }

  /// Writes the keys of all three side by side.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(schema, forKey: .schema)
    try head.encode(to: encoder)
    try body.encode(to: encoder)
  }
}
