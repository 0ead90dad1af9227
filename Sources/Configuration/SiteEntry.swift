import Sites
import Text

/// A site of a list, and where it is written down.
///
///     let finder = SiteFinder(environment: [:], currentDirectory: "/") { [] }
///     let site = try finder.find(entry.request)
///
/// Without a blog in its request it stands for all blogs of a multisite: `SiteSession.blogIDs()` tells which.
public struct SiteEntry: Sendable, Hashable {
  /// Where the site is, with the same meaning as on the command line; its paths are those of the file's folder.
  public let request: SiteRequest
  /// What the owner calls it.
  public let labels: SiteLabels
  /// The time between two of its syncs by the worker; nil for the worker's own.
  public let interval: TimeSpan?
  /// The file and line that list it, for messages.
  public let place: String

  static let keys = [
    "wp_path", "wp_config", "defaults_file", "defaults_group", "database", "prefix", "blog", "read_with",
    "name", "client", "tags", "interval",
  ]

  /// A site as it is written down, and where its name stands, if it has one; nil with a fault.
  ///
  /// Values are looked at where they are used; here it is said what belongs together.
  static func read(
    _ node: YAMLNode, in file: SettingsFile, _ problems: inout [Problem]
  ) -> (entry: SiteEntry, named: TextPosition?)? {
    let before = problems.count
    let (folder, place) = (file.folder, "\(printable(file.path)), line \(node.position.line)")
    if case .scalar(let scalar) = node.value, scalar.kind == .text, !scalar.text.isEmpty {
      let request = SiteRequest(wpPath: absolutePath(scalar.text, from: folder))
      return (SiteEntry(request: request, labels: SiteLabels(), interval: nil, place: place), nil)
    }
    let reader = SettingsReader(
      node, name: "the site", keys: keys, example: "'wp_path: /var/www/html'", &problems)
    var request = SiteRequest()
    for (key, field) in [
      ("wp_path", \SiteRequest.wpPath), ("wp_config", \.wpConfig), ("defaults_file", \.defaultsFile),
    ] {
      request[keyPath: field] = reader.text(key, &problems).map { absolutePath($0, from: folder) }
    }
    request.defaultsGroup = reader.text("defaults_group", &problems)
    request.database = reader.text("database", &problems)
    request.prefix = reader.text("prefix", &problems)
    request.blog = reader.integer("blog", in: 1...Int(Int32.max), &problems)
    request.wpConfigBy = reader.choice("read_with", of: WPConfigReader.allCases.map(\.rawValue), &problems)
      .flatMap {
        WPConfigReader(rawValue: $0)
      }
    let (labels, interval) = (SiteLabels(reader, &problems), reader.interval(&problems))
    if problems.count > before { return nil }
    check(reader, &problems)
    if problems.count > before { return nil }
    return (
      SiteEntry(request: request, labels: labels, interval: interval, place: place),
      reader.field("name")?.keyPosition
    )
  }

  /// The site of a request, listed at the same place.
  func at(_ request: SiteRequest, _ labels: SiteLabels) -> SiteEntry {
    SiteEntry(request: request, labels: labels, interval: interval, place: place)
  }

  /// The same site with what `other` says besides where it is, and else as it was.
  func called(as other: SiteEntry) -> SiteEntry {
    let words = other.labels
    return SiteEntry(
      request: request,
      labels: SiteLabels(
        name: words.name ?? labels.name, client: words.client ?? labels.client,
        tags: words.tags.isEmpty ? labels.tags : words.tags),
      interval: other.interval ?? interval, place: place)
  }

  /// Whether something is said besides where it is.
  var saysMore: Bool { !labels.isEmpty || interval != nil }

  private static func check(_ reader: SettingsReader, _ problems: inout [Problem]) {
    let ways = ["wp_path", "wp_config", "defaults_file"].filter { reader.field($0) != nil }
    if ways.count > 1 {
      problems.append(
        .init(
          "\(enumeration(ways)) exclude each other", at: reader.position(of: ways[1]),
          advice: "Keep one of them."))
    } else if ways.isEmpty {
      problems.append(
        .init(
          "the site says nowhere where it is", at: reader.position,
          advice: "Give wp_path, wp_config, or defaults_file with database and prefix."))
    } else if reader.field("defaults_file") == nil {
      if reader.field("defaults_group") != nil {
        problems.append(
          .init(
            "defaults_group needs defaults_file", at: reader.position(of: "defaults_group"),
            advice: "Name the option file that holds the group."))
      }
    } else if reader.field("read_with") != nil {
      problems.append(
        .init(
          "read_with is for sites that are found by their wp-config.php",
          at: reader.position(of: "read_with"),
          advice: "Leave it out beside defaults_file."))
    } else if reader.field("prefix") == nil {
      problems.append(
        .init(
          "defaults_file needs prefix", at: reader.position(of: "defaults_file"),
          advice: "Give prefix as the site's wp-config.php has it, and database unless the option file does.")
      )
    }
  }
}
