import Chatbots

extension SiteSession {
  /// Where the chatbot's version stands among the settings of the network that the blog is in: what follows FROM in a
  /// statement, for `meta_key` and `meta_value`; nil where there is no network, or none that the user can see.
  ///
  /// It counts as long as the chatbot is active for the whole network. Where it is not, or no longer, each blog notes its
  /// own among its options.
  func networkVersions() throws -> String? {
    guard try exists(tables.siteMeta) else { return nil }
    let names = chatbot.versionOptionNames.map { "'\($0)'" }.joined(separator: ", ")
    // A database may hold several networks, each with settings of its own.
    let network =
      try exists(tables.blogs)
      ? "(SELECT site_id FROM `\(tables.blogs)` WHERE blog_id = \(site.blogID))" : "1"
    return """
      `\(tables.siteMeta)` AS noted WHERE site_id = \(network) AND meta_key IN (\(names)) AND meta_value <> ''
        AND NOT EXISTS (SELECT 1 FROM `\(tables.siteMeta)` AS plugins WHERE plugins.site_id = noted.site_id
          AND plugins.meta_key = 'active_sitewide_plugins'
          AND INSTR(plugins.meta_value, '"\(chatbot.pluginFile)"') = 0)
      """
  }
}
