import MariaDB

extension SiteSession {
  /// The blogs whose log this session may read, ascending: 1 alone where the site is no multisite.
  ///
  /// A blog that never had the chatbot is not among them, nor one for which a user of least privilege was not given
  /// its grants. Where no blog has a log, it is 1, whose sync will say so.
  ///
  /// - Throws: `MariaDBError`.
  public func blogIDs() throws -> [Int] {
    let query: Query = "SELECT blog_id FROM \(identifier: tables.blogs) ORDER BY blog_id"
    let blogs: [Int]
    do {
      blogs = try connection.rows(query, as: Int.self)
    } catch let error as MariaDBError where error.isUnknownTable || error.isAccessDenied {
      return [1]
    }
    let readable = try TableNames(allOf: connection)
    let withLog = blogs.filter { blog in
      var site = site
      site.blogID = blog
      return readable.contains(Tables(site, chatbot).log)
    }
    return withLog.isEmpty ? [1] : withLog
  }
}
