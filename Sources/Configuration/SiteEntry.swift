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
  /// The file and line that list it, for messages.
  public let place: String

  static let keys = [
    "wp_path", "wp_config", "defaults_file", "defaults_group", "database", "prefix", "blog", "read_with",
  ]

  /// The request that an item of a list of sites makes; nil with a fault.
  ///
  /// Values are looked at where they are used; here it is said what belongs together.
  static func request(
    _ node: YAMLNode, in folder: String, _ problems: inout [Problem]
  ) -> SiteRequest? {
    let before = problems.count
    if case .scalar(let scalar) = node.value, scalar.kind == .text, !scalar.text.isEmpty {
      return SiteRequest(wpPath: absolutePath(scalar.text, from: folder))
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
    if problems.count > before { return nil }
    check(reader, &problems)
    return problems.count > before ? nil : request
  }

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
