import Ledger
import Reports

extension Answer {
  /// What several sites used, of `measures`: a row a site, a client, a tag or another combination of members, the others, and
  /// the total.
  ///
  /// - Parameters:
  ///   - report: What they used.
  ///   - measures: The figures to show.
  ///   - identities: The sites as documents name them, in the order of the report's; nil for those that failed.
  ///   - warnings: What was said of the sites and their list, one sentence each.
  public init(
    _ report: SitesReport, of measures: [Measure], identities: [SiteIdentity?], warnings: [String]
  ) {
    self.init(
      "sites/1", nil,
      [
        "by": .texts(report.dimensions.map(\.name)), "measures": .texts(measures.map(\.key)),
        "sites": report.siteList(identities), "failed_sites": .integer(report.failed.count),
        "other_count": .integer(report.otherCount), "other": report.other?.json(measures) ?? .null,
        "notes": .texts(report.notes), "warnings": .texts(warnings),
      ].merging(report.members(measures)) { $1 },
      screen: [Sheet(report, measures)], records: Sheet(report, measures))
  }

  /// Today, this month and this year of several sites: the same rows of each.
  public init(
    today: SitesReport, month: SitesReport, year: SitesReport, identities: [SiteIdentity?], warnings: [String]
  ) {
    let parts = [("Today", "today", today), ("This month", "month", month), ("This year", "year", year)]
    func sheet(_ part: (String, String, SitesReport), isLast: Bool) -> Sheet {
      Sheet(part.2, Measure.brief, part: part.0, hasNotes: isLast)
    }
    var members: JSONObject = [
      "sites": year.siteList(identities), "failed_sites": .integer(year.failed.count),
      "notes": .texts(year.notes), "warnings": .texts(warnings),
    ]
    for part in parts { members[part.1] = .object(part.2.members(Measure.shown, isCompared: true)) }
    let sheets = parts.map { Sheet($0.2, Measure.shown, part: $0.0) }
    self.init(
      "sites-summary/1", nil, members, screen: parts.map { sheet($0, isLast: $0.1 == "year") },
      records: Sheet(columns: sheets[0].columns, rows: sheets.flatMap(\.rows)))
  }
}

extension SitesReport {
  /// The rows and the total in a document.
  fileprivate func members(_ measures: [Measure], isCompared: Bool = false) -> JSONObject {
    let sheet = Sheet(self, measures, part: isCompared ? "" : nil, showsOthers: false)
    return [
      "rows": .list(sheet.objects.map { .object($0) }),
      "totals": total.figures?.json(measures) ?? .null,
    ]
  }

  /// The sites in a document, each with what it is called, where it is and what is wrong.
  fileprivate func siteList(_ identities: [SiteIdentity?]) -> JSONValue {
    .list(
      zip(sites, identities).map { site, identity in
        let completeness = site.reading?.completeness
        return .object([
          "name": .text(site.name), "client": .text(site.client), "tags": .texts(site.tags),
          "site": identity.map { .object($0.members) } ?? .null, "as_of": .day(site.reading?.asOf),
          "ledger_complete_until": .text(completeness?.until?.utc.rfc3339),
          "ledger_complete_until_local": .text(completeness?.until?.local.description),
          "error": .text(site.error), "notes": .texts(site.reading?.notes ?? []),
          "warnings": .texts(site.reading?.warnings ?? []),
        ])
      })
  }

  /// Sentences that explain the figures.
  fileprivate var notes: [String] {
    let days = Set(sites.compactMap(\.reading?.days))
    return [
      isConverted ? "The sites show their costs in several currencies, so all are in USD here." : nil,
      dimensions.contains(.tag) && sites.contains { $0.tags.count > 1 }
        ? "A site with several tags counts under each of them, also among the others, and once in the total."
        : nil,
      days.count > 1 ? "Each site has the days of its own clock." : nil,
    ].compactMap(\.self)
  }

  /// What is said below the figures for people.
  fileprivate var footnotes: [String] {
    let isMarked = (rows + [total]).contains { $0.failedSites > 0 }
    return (isMarked ? ["* failed, or without the sites that failed"] : [])
      + (total.figures?.cost?.notes ?? []) + notes
      + sites.compactMap { site in site.error.map { "\(site.name): \($0)" } }
      + sites.flatMap { site in (site.reading?.notes ?? []).map { "\(site.name): \($0)" } }
      + sites.flatMap { site in (site.reading?.caveats ?? []).map { "Warning: \(site.name): \($0)" } }
  }
}

extension Sheet {
  /// What several sites used. With `part` it is one of several such sheets, of the days that this names, and says what is
  /// compared with the days before.
  fileprivate init(
    _ report: SitesReport, _ measures: [Measure], part: String? = nil, showsOthers: Bool = true,
    hasNotes: Bool = true
  ) {
    let isOfMoney = measures.contains(where: \.isOfMoney)
    let summed = measures.first { Measure.shown.contains($0) }
    let whole = report.total.figures.flatMap { summed?.value($0)?.rank } ?? 0
    let isOfSites = report.isOfSites
    let hasClients = isOfSites && report.sites.contains { $0.client != nil }
    let isMarked = (report.rows + [report.total]).contains { $0.failedSites > 0 }
    let comparing: Column.Audience = part == nil ? [] : .everyone
    func figures(_ figures: Figures?) -> [Cell] {
      figures.map { Sheet.cells($0, measures) } ?? measures.map { _ in .empty }
    }
    func row(_ names: [Cell], _ row: SitesReport.Row, isTotal: Bool = false) -> [Cell] {
      let known = isTotal ? nil : row.figures.flatMap { summed?.value($0)?.rank }
      let rank = max(0, known ?? 0)
      return [.text(part ?? ""), .optional(row.days?.lowerBound), .optional(row.days?.upperBound)] + names
        + [
          .optional(row.site?.client), .text(row.site?.tags.joined(separator: ", ") ?? ""),
          row.failedSites > 0 ? .text("*", tone: .bad) : .empty,
        ] + figures(row.figures) + [
          known.flatMap { _ in PerMille(rank, of: whole) }.map { .share($0) } ?? .empty,
          isTotal ? .empty : Cell.bar(rank, of: whole),
          .optional(row.compared?.current.total), .optional(row.compared?.previous.total),
          (row.compared?.change).map { .change($0) } ?? .empty,
          .flag(row.isComplete), .integer(row.failedSites), .optional(row.site?.error),
        ] + (isOfMoney ? Sheet.costCells(row.figures?.cost) : [])
    }
    func label(_ text: String, tone: Tone = .plain) -> [Cell] {
      [.empty, .text(text, tone: tone)] + report.dimensions.dropFirst().flatMap { _ in [Cell.empty, .empty] }
    }
    let names = report.dimensions.flatMap { dimension in
      [
        Column("\(dimension.title) ID", key: "id", in: dimension.name, audience: .programs),
        Column(dimension.title, key: "name", in: dimension.name, overflow: .wrap),
      ]
    }
    let others: [[Cell]] =
      showsOthers && report.otherCount > 0
      ? [
        [.text(part ?? ""), .empty, .empty] + label(Breakdown.others(report.otherCount), tone: .faint)
          + [.empty, .empty, .empty] + figures(report.other)
      ] : []
    let days = report.total.days
    let title =
      part ?? "Tokens by \(report.dimensions.map(\.name).joined(separator: " and "))"
    self.init(
      title: title
        + (days.map { ", \($0.lowerBound)" + ($0.lowerBound == $0.upperBound ? "" : " … \($0.upperBound)") }
          ?? ""),
      columns: [
        Column("Part", audience: part == nil ? [] : .csv),
        Column("From", key: "from", audience: .programs), Column("To", key: "to", audience: .programs),
      ] + names + [
        Column("Client", audience: isOfSites ? (hasClients ? [.people, .csv] : .csv) : [], overflow: .wrap),
        Column("Tags", audience: isOfSites ? .csv : []), Column("", audience: isMarked ? .people : []),
      ]
        + Sheet.columns(
          measures,
          isCostShown: report.total.figures?.cost?.hasPrices ?? false
            || ![Measure.shown, Measure.brief].contains(measures)) + [
          Column("Share", alignment: .right, audience: summed == nil || part != nil ? [] : .people),
          Column("", audience: summed == nil || part != nil ? [] : .terminal),
          Column(
            "Compared Tokens", key: "compared_tokens", alignment: .right,
            audience: part == nil ? [] : .programs),
          Column("Before", key: "previous_tokens", alignment: .right, audience: comparing),
          Column("Change", key: "change", alignment: .right, audience: comparing),
          Column("Complete", key: "complete", audience: .programs),
          Column("Failed Sites", key: "failed_sites", audience: .programs),
          Column("Error", key: "error", audience: isOfSites ? .programs : []),
        ] + (isOfMoney ? Sheet.costColumns : []),
      rows: report.rows.map { entry in
        row(entry.names.flatMap { [Cell.text($0.id), .text($0.name)] }, entry)
      } + others,
      totals: row(label("Total"), report.total, isTotal: true), footnotes: hasNotes ? report.footnotes : [])
  }
}

extension Figures {
  /// A key a measure.
  fileprivate func json(_ measures: [Measure]) -> JSONValue {
    .object(zip(measures, Sheet.cells(self, measures)).reduce(into: [:]) { $0[$1.0.key] = $1.1.json })
  }
}
