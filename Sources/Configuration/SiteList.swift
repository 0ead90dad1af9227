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
/// relative to the file's folder. `name`, `client` and `tags` say what the owner calls a site; a pattern's name is that of
/// its site only as long as it stands for no more than one.
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
    var listed: [SiteRequest: (line: Int, index: Int, isOfPattern: Bool)] = [:]
    var names: [String: Int] = [:]
    var warnings: [String] = []
    let items = reader.items("sites", &problems)
    for item in items {
      guard let (site, named) = SiteEntry.read(item, in: file, &problems) else { continue }
      if let name = site.labels.name, let named {
        if let line = names.updateValue(named.line, forKey: name) {
          problems.append(
            .init(
              "the site on line \(line) has the same name", at: named,
              advice: "Give each site another name."))
        }
      }
      let place = site.place
      let pattern = site.request.wpPath.flatMap { FolderPattern($0) }
      let requests = pattern.map { $0.sites().map { site.request.withPath($0) } } ?? [site.request]
      if let closed = pattern?.closedFolders(), !closed.isEmpty {
        warnings.append(Self.closed(closed, place))
      }
      if requests.isEmpty { warnings.append("\(place): no WordPress site matches the pattern") }
      var labels = site.labels
      if requests.count > 1, labels.name != nil {
        warnings.append(
          "\(place): the pattern stands for \(requests.count) sites, so none of them gets its name")
        labels.name = nil
      }
      for request in requests {
        let entry = site.at(request, labels)
        guard let known = listed[request.identity] else {
          listed[request.identity] = (item.position.line, sites.count, pattern != nil)
          sites.append(entry)
          continue
        }
        // A site of a pattern may be listed once more to say more of it.
        let isCalled = pattern == nil && known.isOfPattern && entry.saysMore
        if isCalled { sites[known.index] = sites[known.index].called(as: entry) }
        if pattern == nil, !isCalled {
          warnings.append("\(place): the site is listed on line \(known.line) already")
        }
        // What stands for all blogs stands for the first one, too.
        if request.blog == nil, sites[known.index].request.blog != nil {
          sites[known.index] = entry.called(as: sites[known.index])
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
  var identity: SiteRequest {
    var request = self
    request.wpPath = wpPath.map(resolvedPath)
    request.wpConfig = wpConfig.map(resolvedPath)
    request.defaultsFile = defaultsFile.map(resolvedPath)
    if blog == 1 { request.blog = nil }
    request.wpConfigBy = nil
    return request
  }

  /// The same request with paths that start at the root.
  func absolute(from folder: String) -> SiteRequest {
    var request = self
    request.wpPath = wpPath.map { absolutePath($0, from: folder) }
    request.wpConfig = wpConfig.map { absolutePath($0, from: folder) }
    request.defaultsFile = defaultsFile.map { absolutePath($0, from: folder) }
    return request
  }
}
