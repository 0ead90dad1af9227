/// A site of an export of several, and what is in the file of it.
public struct ExportedSite: Sendable {
  let name: String
  let client: String?
  let tags: [String]
  let identity: SiteIdentity?
  let lines: Int?
  let error: String?

  /// A site with its lines in the file, or why there are none.
  public init(
    name: String, client: String?, tags: [String], identity: SiteIdentity?, lines: Int?, error: String?
  ) {
    self.name = name
    self.client = client
    self.tags = tags
    self.identity = identity
    self.lines = lines
    self.error = error
  }
}

extension Answer {
  /// A file of several sites that was written.
  public init(exportOf sites: [ExportedSite], path: String, lines: Int, warnings: [String]) {
    let receipt = Sheet(
      columns: [Sheet.Column("Path"), Sheet.Column("Lines", alignment: .right)],
      rows: [[.text(path), .integer(lines)]],
      footnotes: sites.compactMap { site in site.error.map { "\(site.name): \($0)" } })
    self.init(
      "sites-export/1", nil,
      [
        "path": .text(path), "lines": .integer(lines),
        "sites": .list(
          sites.map { site in
            .object([
              "name": .text(site.name), "client": .text(site.client), "tags": .texts(site.tags),
              "site": site.identity.map { .object($0.members) } ?? .null, "lines": .integer(site.lines),
              "error": .text(site.error),
            ])
          }),
        "failed_sites": .integer(sites.count { $0.error != nil }), "warnings": .texts(warnings),
      ], screen: [receipt], records: receipt)
  }
}
