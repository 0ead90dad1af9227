import LedgerStore
import Output

/// The SQL for a database user with few rights.
package struct GrantsRequest: Request {
  /// The request.
  package init() {}

  package func answer(_ site: OpenSite) throws -> Answer {
    let grants = Grants(site.session)
    let statements = try grants.statements()
    let sheet = Sheet(columns: [Sheet.Column("Statement")], rows: statements.map { [.text($0)] })
    var answer = Answer(
      "grants/1", nil, ["statements": .texts(statements)], screen: [sheet], records: sheet)
    // What an administrator's client runs as it is.
    answer.plainText = grants.sql(statements)
    return answer
  }
}
