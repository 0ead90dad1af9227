/// Where a site's accounts are, when wp-config.php sets CUSTOM_USER_TABLE.
///
///     UserTable("people")         // a table of the site's own database
///     UserTable("shared.people")  // a table of another one
public struct UserTable: Sendable, Hashable {
  /// The database; nil for the site's own.
  public let database: String?
  /// The table.
  public let name: String

  /// The table that a setting names, perhaps with its database; nil for anything but names of 1 to 64 letters, digits
  /// and underscores: WordPress puts the setting into its statements as it is.
  public init?(_ text: String) {
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard parts.allSatisfy({ (1...64).contains($0.utf8.count) && $0.utf8.allSatisfy(isWordByte) }),
      let name = parts.last
    else { return nil }
    self.name = name
    database = parts.count == 2 ? parts[0] : nil
  }

  /// What a source says; nil where it says nothing.
  ///
  /// - Throws: `SiteError` (78) that calls the source `origin` and does not show the value.
  static func checked(_ text: String?, origin: String) throws -> UserTable? {
    guard let text else { return nil }
    guard let table = UserTable(text) else {
      throw SiteError(
        .configuration,
        "CUSTOM_USER_TABLE in \(origin) is not the name of a table (letters, digits and underscores)",
        advice: "Give the name of the table that holds the site's users, such as wp_users.")
    }
    return table
  }
}
