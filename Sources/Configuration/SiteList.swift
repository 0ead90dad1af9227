import Sites
import Text

/// The sites that a file lists under `sites:`.
///
///     sites:
///       - wp_path: /srv/www/shop
///       - /srv/www/*/htdocs
///       - defaults_file: /etc/tokenledger/club.cnf
///         database: club
///         prefix: wp_
///
/// An item is a WordPress folder, or says with the command line's own names (`wp_path`, `wp_config`,
/// `defaults_file`, `defaults_group`, `database`, `prefix`, `blog`) where a site is, and with `read_with: php` that PHP
/// reads its wp-config.php. A folder may be a pattern with
/// `*`, `?` or `[…]`, which stands for all WordPress sites that match it, in the order of their bytes. Paths are
/// relative to the file's folder.
public struct SiteList: Sendable, Equatable {
  /// The sites in the order of the file, each once.
  public let sites: [SiteEntry]
  /// Whether anything is listed, be it patterns alone that no site matches.
  public let isGiven: Bool
  /// What the owner should know, a line each: patterns that no site matches or that lead into closed
  /// folders, sites that are listed twice.
  public let warnings: [String]

  /// Reads a file that holds a list of sites and nothing else.
  ///
  /// Patterns are looked up again at each call.
  ///
  /// - Throws: `Failure` when something in the file cannot be used or it lists no site (78), there is no such file (66),
  ///   it may not be read (77) or is larger than a megabyte (78).
  public static func load(_ path: String) throws -> SiteList {
    let file = try SettingsFile(path: path, advice: "Give a file that lists sites.")
    var problems = file.problems
    let reader = SettingsReader(
      file.root, name: "the file", keys: ["sites"], example: "'sites: [/srv/www/shop]'", &problems)
    let list = SiteList(reader, in: file, &problems)
    if problems.isEmpty, !list.isGiven {
      problems.append(
        .init(
          "the file lists no sites", at: reader.position(of: "sites"), advice: "List them under 'sites:'."))
    }
    if let failure = Failure(problems.sorted { $0.position < $1.position }, in: path) { throw failure }
    return list
  }

  /// The sites under the key `sites` of a file.
  init(_ reader: SettingsReader, in file: SettingsFile, _ problems: inout [Problem]) {
    var sites: [SiteEntry] = []
    var listed: [SiteRequest: (line: Int, index: Int)] = [:]
    var warnings: [String] = []
    let items = reader.items("sites", &problems)
    for item in items {
      guard let request = SiteEntry.request(item, in: file.folder, &problems) else { continue }
      let place = "\(printable(file.path)), line \(item.position.line)"
      let pattern = request.wpPath.flatMap { FolderPattern($0) }
      let requests = pattern.map { $0.sites().map { request.withPath($0) } } ?? [request]
      if let closed = pattern?.closedFolders(), !closed.isEmpty {
        warnings.append(Self.closed(closed, place))
      }
      if requests.isEmpty { warnings.append("\(place): no WordPress site matches the pattern") }
      for request in requests {
        let entry = SiteEntry(request: request, place: place)
        if let known = listed[request.identity] {
          if pattern == nil { warnings.append("\(place): the site is listed on line \(known.line) already") }
          // What stands for all blogs stands for the first one, too.
          if request.blog == nil, sites[known.index].request.blog != nil { sites[known.index] = entry }
        } else {
          listed[request.identity] = (item.position.line, sites.count)
          sites.append(entry)
        }
      }
    }
    self.sites = sites
    isGiven = !items.isEmpty
    self.warnings = warnings
  }

  /// Says which folders a pattern could not look into; where they are many, how many.
  private static func closed(_ folders: [String], _ place: String) -> String {
    let named = folders.prefix(3).map { printable($0) }
    let more = folders.count - named.count
    let text = enumeration(named + (more > 0 ? ["\(more) more"] : []))
    return "\(place): sites below \(text) are left out: this user may not look there"
  }
}

extension SiteRequest {
  fileprivate func withPath(_ path: String) -> SiteRequest {
    var request = self
    request.wpPath = path
    return request
  }

  /// The request by what its paths lead to: two with the same identity are one site. The first blog, which is all of a
  /// site that is no multisite, needs no number.
  fileprivate var identity: SiteRequest {
    var request = self
    request.wpPath = wpPath.map(resolvedPath)
    request.wpConfig = wpConfig.map(resolvedPath)
    request.defaultsFile = defaultsFile.map(resolvedPath)
    if blog == 1 { request.blog = nil }
    request.wpConfigBy = nil
    return request
  }
}
