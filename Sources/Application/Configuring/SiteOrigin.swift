import Configuration
import MariaDB
import Sites

/// Where each part of the access to a site comes from.
struct SiteOrigin {
  let site: Site
  let means: SiteMeans
  let request: SiteRequest
  let file: ConfigurationFile?
  let variables: Variables

  /// The parts of the access; the password is only said to be there.
  var settings: [EffectiveSetting] {
    let connection = site.connection
    return [
      named, part("site.server", connection.address.text, "SOCKET", "HOST"),
      part("site.user", connection.user, "USER"),
      // A secret shows itself as three stars.
      part("site.password", connection.password.map { "\($0)" }, "PASSWORD"),
      part("site.database", connection.database, "NAME", option: request.database.map { _ in "--database" }),
      part("site.prefix", site.basePrefix, "PREFIX", option: request.prefix.map { _ in "--prefix" }),
      blog, part("site.ssl_mode", connection.tls.mode.rawValue),
    ] + [readWith].compactMap { $0 } + labels
  }

  /// What the configuration calls the site that it names.
  private var labels: [EffectiveSetting] {
    guard means == .configuration, let labels = file?.siteEntry?.labels else { return [] }
    let all = [
      ("name", labels.name), ("client", labels.client),
      ("tags", labels.tags.isEmpty ? nil : labels.tags.joined(separator: ", ")),
    ]
    return all.compactMap { key, value in
      value.map { EffectiveSetting("site.\(key)", $0, .file, file?.place(of: "site.\(key)")) }
    }
  }

  /// What says which site is meant.
  private var named: EffectiveSetting {
    switch means {
    case .option:
      let option = [
        ("--wp-path", request.wpPath), ("--wp-config", request.wpConfig),
        ("--defaults-file", request.defaultsFile), ("--site", request.site),
      ].first { $0.1 != nil }
      return EffectiveSetting("site", site.origin, .option, option?.0)
    case .environment: return EffectiveSetting("site", site.origin, .environment, "TOKENLEDGER_DB_NAME")
    case .configuration: return EffectiveSetting("site", site.origin, .file, file?.place(of: "site"))
    case .currentDirectory: return EffectiveSetting("site", site.origin, .wordpress, "the current folder")
    }
  }

  /// The program that reads wp-config.php, if not this one.
  private var readWith: EffectiveSetting? {
    if let reader = request.wpConfigBy {
      return EffectiveSetting("site.read_with", reader.rawValue, .option, "--wp-config-by")
    }
    let variable = "TOKENLEDGER_WP_CONFIG_BY"
    if let name = variables[variable], site.configFile != nil {
      return EffectiveSetting("site.read_with", name, .environment, variable)
    }
    guard means == .configuration, let place = file?.place(of: "site.read_with"),
      let reader = file?.site?.wpConfigBy
    else { return nil }
    return EffectiveSetting("site.read_with", reader.rawValue, .file, place)
  }

  private var blog: EffectiveSetting {
    let number = EffectiveSetting.Value.number(site.blogID)
    if request.blog != nil { return EffectiveSetting("site.blog", number, .option, "--blog") }
    if means == .configuration, let place = file?.place(of: "site.blog") {
      return EffectiveSetting("site.blog", number, .file, place)
    }
    return request.site != nil && site.blogID != 1
      ? EffectiveSetting("site.blog", number, .standardInput)
      : EffectiveSetting("site.blog", number, .default)
  }

  /// A part of the access: from an option, the configuration, or where the site's access is kept.
  private func part(
    _ key: String, _ value: String?, _ names: String..., option: String? = nil
  ) -> EffectiveSetting {
    if let option { return EffectiveSetting(key, value, .option, option) }
    if means == .configuration, let place = file?.place(of: key) {
      return EffectiveSetting(key, value, .file, place)
    }
    if value == nil { return EffectiveSetting(key, nil as String?, .default) }
    if site.configFile != nil { return EffectiveSetting(key, value, .wordpress, site.origin) }
    if request.site != nil { return EffectiveSetting(key, value, .standardInput) }
    if means == .environment {
      let name = names.map { "TOKENLEDGER_DB_" + $0 }.first { variables[$0] != nil }
      return name.map { EffectiveSetting(key, value, .environment, $0) }
        ?? EffectiveSetting(key, value, .default)
    }
    return EffectiveSetting(key, value, .optionFile, site.origin)
  }
}

extension ConnectionOptions.Address {
  /// The address as it is written in settings.
  fileprivate var text: String {
    switch self {
    case .socket(let path): path
    case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    case .localDefault: "localhost"
    }
  }
}
