import Chatbots
import Ledger
import MariaDB
import SQLFiles

/// How long the texts are that the chatbot sends along with requests, in the ledger: the instructions of each assistant and
/// the context options. The server counts their characters; no text leaves it.
struct InstructionLengths {
  /// Whose text it is, by its number in the ledger.
  enum Kind: Int, CaseIterable {
    case assistant = 1
    case context = 2
  }

  /// What has a length.
  struct Subject: Hashable, Comparable {
    let kind: Kind
    /// The assistant's id as logged, or the option's name.
    let name: [UInt8]

    static func < (left: Subject, right: Subject) -> Bool {
      left.kind == right.kind
        ? left.name.lexicographicallyPrecedes(right.name) : left.kind.rawValue < right.kind.rawValue
    }
  }

  /// An unbroken run of sights of one length.
  struct Run {
    let position: Int
    /// In characters; nil where the text is not there.
    let length: Int?
    let lastSeen: SiteTime
  }

  /// What one look at the chatbot's texts and the ledger found.
  struct Sight {
    /// Which kinds were looked at.
    var kinds: [Kind] = []
    var lengths: [Subject: Int?] = [:]
    /// The newest run of each subject in the ledger.
    var newest: [Subject: Run] = [:]
  }

  /// How many assistants are looked at, the first of the chatbot's list: all of them have to fit into memory.
  private static let mostAssistants = 1000

  let session: SiteSession
  private var tables: Tables { session.tables }
  private var connection: Connection { session.connection }

  // MARK: Looking

  /// Looks at all of them. Where assistants cannot be looked at, since their list is missing, locked or damaged, the
  /// contexts alone are; what is noted of assistants then stays as it is.
  ///
  /// - Parameter usesViews: Whether the user has to look through the views.
  /// - Returns: Nil where nothing can be looked at.
  /// - Throws: `MariaDBError` when WordPress's options are locked or damaged.
  func look(usesViews: Bool) throws -> Sight? {
    if Kind.assistant.sizes(session) != nil {
      do {
        return try look(at: Kind.allCases, usesViews: usesViews)
      } catch let error as MariaDBError where !error.isConnectionLost {}
    }
    do {
      return try look(at: [.context], usesViews: usesViews)
    } catch let error as MariaDBError
      where error.isUnknownTable || error.isUnknownColumn || error.isAccessDenied || error.isBrokenView
    {
      return nil
    }
  }

  private func look(at kinds: [Kind], usesViews: Bool) throws -> Sight {
    var query: Query = """
      SELECT kind, subject, length, position, last_seen FROM \(identifier: tables.instructionLengths) AS r
      WHERE \(query: tables.isLog) AND position = (SELECT MAX(position) FROM \(identifier: tables.instructionLengths)
        AS e WHERE e.source_id = r.source_id AND e.kind = r.kind AND e.subject = r.subject)
      """
    for kind in kinds {
      guard let sql = kind.sizes(session) else { continue }
      let sizes: Query =
        usesViews ? "\(identifier: kind.view(tables))" : "(\(query: Query(unchecked: sql)))"
      // The chatbot takes the first of several assistants with the same id.
      let order: Query = kind == .assistant ? " ORDER BY row_id LIMIT \(Self.mostAssistants)" : ""
      query.append(
        """
         UNION ALL (SELECT \(query: Query(unchecked: "\(kind.rawValue)")), subject, length, NULL, NULL
          FROM \(query: sizes) AS sizes\(query: order))
        """)
    }
    var sight = Sight(kinds: kinds)
    if kinds.contains(.context) {
      for name in session.chatbot.instructionOptionNames {
        sight.lengths[Subject(kind: .context, name: Array(name.utf8))] = .some(nil)
      }
    }
    let rows = try connection.rows(query, as: (Int, RepairedText?, Int?, Int?, SiteTime?).self)
    for (kind, name, length, position, lastSeen) in rows {
      guard let kind = Kind(rawValue: kind), let name, let subject = Subject(kind, name.text) else {
        continue
      }
      if let position, let lastSeen {
        sight.newest[subject] = Run(position: position, length: length, lastSeen: lastSeen)
      } else {
        sight.note(length, of: subject)
      }
    }
    return sight
  }

  /// The views that users of least privilege need and that they cannot read, or that read what is gone.
  ///
  /// - Parameter usesViews: Whether this user is one of them. Another one finds what is missing beside the first view.
  /// - Returns: Their names.
  /// - Throws: `MariaDBError` when a table is locked or damaged.
  func unreadableViews(usesViews: Bool) throws -> [String] {
    func error(_ view: String) throws -> MariaDBError? {
      do {
        _ = try connection.rows("SELECT length FROM \(identifier: view)", as: Int?.self)
        return nil
      } catch let error as MariaDBError
        where error.isUnknownTable || error.isAccessDenied || error.isBrokenView
      {
        return error
      }
    }
    let (contexts, assistants) = (try error(tables.contextSizes), try error(tables.assistantSizes))
    var views = usesViews && contexts != nil ? [tables.contextSizes] : []
    if let assistants {
      let isListed = try tables.assistants.map { try session.exists($0) } ?? false
      let isNeeded = isListed && (usesViews || contexts == nil)
      if isNeeded || assistants.isBrokenView { views.append(tables.assistantSizes) }
    }
    return views
  }

  // MARK: Inside a fenced transaction

  /// Notes what was seen at a time: where a length is another one, or is seen for the first time, a run begins.
  func note(_ sight: Sight, at now: SiteTime) throws {
    let begun = sight.begun(at: now).sorted { $0.key < $1.key }
    // Where the server that was asked lagged behind, another sync may have begun this one: a later sync looks again.
    try connection.insert(
      begun.map { subject, run in
        [
          Tables.logSource, subject.kind.rawValue, subject.name, run.position, run.length, run.lastSeen,
          run.lastSeen,
        ]
      }, into: tables.instructionLengths,
      columns: "source_id, kind, subject, position, length, first_seen, last_seen",
      onDuplicate: "last_seen = last_seen")
    if sight.newest.isEmpty { return }
    try connection.execute(
      """
      UPDATE \(identifier: tables.instructionLengths) AS r JOIN (
        SELECT kind, subject, MAX(position) AS position FROM \(identifier: tables.instructionLengths)
        WHERE \(query: tables.isLog) AND kind IN (\(list: sight.kinds.map(\.rawValue))) GROUP BY kind, subject
      ) AS newest ON newest.kind = r.kind AND newest.subject = r.subject AND newest.position = r.position
      SET r.last_seen = \(now) WHERE \(query: tables.isLog(of: "r")) AND r.last_seen < \(now)
      """)
  }
}

extension InstructionLengths.Kind {
  /// The view of their lengths.
  func view(_ tables: Tables) -> String {
    switch self {
    case .assistant: tables.assistantSizes
    case .context: tables.contextSizes
    }
  }

  /// The query for their lengths, which the view is; nil where the chatbot has no such texts.
  func sizes(_ session: SiteSession) -> String? {
    let tables = session.tables
    let sql: String
    switch self {
    case .assistant:
      guard let list = session.chatbot.assistants, let instructions = list.instructions else { return nil }
      sql = SQLFiles.assistantSizes.replacing("{list}", with: list.table)
        .replacing("{assistant_id}", with: tables.characters(list.id))
        .replacing("{instructions}", with: tables.characters(instructions))
    case .context:
      let names = session.chatbot.instructionOptionNames.map { "'\($0)'" }.joined(separator: ", ")
      sql = SQLFiles.contextSizes.replacing("{context}", with: tables.characters("option_value"))
        .replacing("{names}", with: names.isEmpty ? "NULL" : names)
    }
    return Migrations(session: session).statements(of: sql).joined()
  }
}

extension InstructionLengths.Subject {
  /// Nil for what is no assistant's id, and for options that hold no such text.
  fileprivate init?(_ kind: InstructionLengths.Kind, _ text: String) {
    guard let name = Name(assistantID: text.cut(to: 255)) else { return nil }
    (self.kind, self.name) = (kind, Array(name.text.utf8))
  }
}

extension InstructionLengths.Sight {
  /// Of several with the same id the first counts.
  fileprivate mutating func note(_ length: Int?, of subject: InstructionLengths.Subject) {
    switch subject.kind {
    case .assistant: if !lengths.keys.contains(subject) { lengths[subject] = .some(length) }
    case .context: lengths[subject] = .some(length)
    }
  }

  /// The runs that begin at a time.
  fileprivate func begun(at now: SiteTime) -> [InstructionLengths.Subject: InstructionLengths.Run] {
    let gone = newest.keys.filter { kinds.contains($0.kind) && !lengths.keys.contains($0) }
    return Set(lengths.keys).union(gone).reduce(into: [:]) { begun, subject in
      let (length, last) = (lengths[subject] ?? nil, newest[subject])
      if let last, last.length == length { return }
      begun[subject] = InstructionLengths.Run(
        position: (last?.position ?? 0) + 1, length: length, lastSeen: max(now, last?.lastSeen ?? now))
    }
  }
}
