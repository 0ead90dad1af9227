import Chatbots
import Ledger
import MariaDB
import Text

/// Corrects facts that releases before ledger version 5 attributed wrongly. No total changes.
///
/// Rows of the plain chat carry its display name, which those releases took for an assistant; and when no model was
/// chosen, and for Azure, they recorded a model that the chatbot never requests.
struct FactCorrection {
  private let session: SiteSession
  private let tables: Tables
  /// The numbers of names that are no assistant's id.
  private let plainChatNames: [Int]
  private let wrongModel: WrongModel?

  /// Finds out what is wrong with a ledger of an earlier version, and writes nothing.
  ///
  /// - Throws: `Failure` when the database user may not see what tells right from wrong.
  init(_ session: SiteSession, version: Int) throws {
    self.session = session
    tables = session.tables
    let earlier = tables.at(version)
    plainChatNames = try Self.plainChatNames(session, earlier)
    wrongModel = try Self.wrongModel(session, earlier)
  }

  /// Corrects the facts and the newest observations of a model, in the tables of version 8 and behind the fence.
  func write(_ connection: Connection) throws {
    for names in plainChatNames.chunked(by: 1000) {
      let condition: Query = "assistant_id IN (\(list: Array(names)))"
      _ = try connection.move(factsWhere: condition, to: .noAssistant, tables)
    }
    // An assistant's model is never observed, so these rows had only a name, even if it looks like an id.
    let withSeenModel: Query = "assistant_id <> 0 AND model_basis = \(ModelBasis.seen.rawValue)"
    _ = try connection.move(factsWhere: withSeenModel, to: .noAssistant, tables)
    if let wrongModel { try correct(wrongModel, connection) }
  }

  /// The numbers of names in the facts that are not an assistant's id.
  private static func plainChatNames(_ session: SiteSession, _ tables: Tables) throws -> [Int] {
    let connection = session.connection
    let query: Query = """
      SELECT id, name FROM \(identifier: tables.names) WHERE kind = \(NameDictionary.Kind.assistant.rawValue)
        AND id IN (SELECT DISTINCT assistant_id FROM \(query: tables.readFacts) AS f)
      """
    let idPrefixes = session.chatbot.assistants?.idPrefixes ?? []
    var numbers: [Name: Int] = [:]
    for (id, bytes) in try connection.rows(query, as: (Int, [UInt8]).self) {
      let text = String(decoding: bytes, as: UTF8.self)
      guard let name = Name(text), !idPrefixes.contains(where: text.hasPrefix) else { continue }
      numbers[name] = id
    }
    // Both the current log and the chatbot's list may hold further ids: a name that is an id anywhere is kept.
    var places = [(table: tables.log, column: tables.columns.assistant)]
    if let list = session.chatbot.assistants, let table = tables.assistants {
      places.append((table, list.id))
    }
    for (table, column) in places where !numbers.isEmpty {
      for id in try ids(in: table, column, session) { numbers[id] = nil }
    }
    return numbers.values.sorted()
  }

  private static func ids(in table: String, _ column: String, _ session: SiteSession) throws -> [Name] {
    do {
      // Compared as UTF-8 bytes, whatever the table's character set is.
      let query: Query = """
        SELECT DISTINCT BINARY CONVERT(\(identifier: column) USING utf8mb4) FROM \(identifier: table)
        """
      return try session.connection.rows(query, as: RepairedText?.self).compactMap {
        Name(assistantID: $0?.text)
      }
    } catch let error as MariaDBError where error.isUnknownTable || error.isUnknownColumn {
      // The chatbot was removed, or is an old version that logs no assistant.
      return []
    } catch let error as MariaDBError where error.isAccessDenied {
      throw hidden(
        session, "\(table), which tells assistants from names",
        advice: """
          Let the site's own database user run 'tokenledger migrate', or an administrator what 'tokenledger grants' \
          prints: \(Grants(session).assistantsGrant ?? "")
          """)
    }
  }

  /// The database user may not read what the correction needs: another user has to run it, or grant that.
  private static func hidden(_ session: SiteSession, _ what: String, advice: String) -> Failure {
    Failure(
      .permission,
      """
      the ledger of an earlier release is to be corrected first, and the database user \(session.site.connection.user) \
      may not see \(what)
      """, advice: advice)
  }

  private struct WrongModel {
    let noted: Model
    let sent: Model
    /// The position of the newest series of observations, and its first day.
    let position: Int
    let since: Day
  }

  /// When the options still have the values that the newest observations were made from, the observed model was the one
  /// that is now requested.
  private static func wrongModel(_ session: SiteSession, _ tables: Tables) throws -> WrongModel? {
    let options = try session.facts().options
    let spans = try ModelSpans(connection: session.connection, tables: tables).load().spans
    func model(_ name: String) -> Model {
      let length = Model.nameLengths.upperBound
      return Model(platform: options.platform.cut(to: length), name: name.cut(to: length))
    }
    let (noted, sent) = (model(options.modelOfEarlierReleases), model(options.model))
    guard options.isModelKnown || options.isModelHidden, noted != sent, let newest = spans.last,
      newest.model == noted
    else { return nil }
    if options.isModelHidden {
      throw hidden(
        session,
        "the name of Azure's deployment: the view \(session.tables.optionsView) is an earlier release's",
        advice: """
          Let the site's own database user run 'tokenledger migrate', which renews the view, then 'tokenledger grants'.
          """)
    }
    return WrongModel(noted: noted, sent: sent, position: spans.count, since: newest.first.day)
  }

  private func correct(_ model: WrongModel, _ connection: Connection) throws {
    var names = NameDictionary(tables: tables)
    try names.learn([model.noted, model.sent], using: connection)
    let (old, new) = (try names.number(of: model.noted), try names.number(of: model.sent))
    try connection.execute(
      """
      UPDATE \(identifier: tables.seenModels) SET model_id = \(new)
      WHERE \(query: tables.isLog) AND position = \(model.position)
      """)
    let condition: Query = """
      model_id = \(old) AND model_basis = \(ModelBasis.seen.rawValue) AND day >= \(model.since)
      """
    _ = try connection.move(
      factsWhere: condition, hoursWhere: condition, to: .model(ModelColumns(seen: new)), tables)
  }
}
