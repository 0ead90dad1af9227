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
  struct Subject: Comparable {
    let kind: Kind
    /// The assistant's id as logged, or the option's name.
    let name: [UInt8]

    /// What tells it apart from others: as text, two names of other bytes could be equal.
    fileprivate var key: [UInt8] { [UInt8(kind.rawValue)] + name }

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

    /// Where the ledger has it.
    struct Place {
      let subject: Subject
      let position: Int
    }
  }

  /// What one look at the chatbot's texts and the ledger found.
  struct Sight {
    /// What is known of one subject.
    struct Entry {
      let subject: Subject
      /// The length that was seen: in characters, nil where the text is not there.
      var length: Int?
      /// Whether the chatbot lists it.
      var isListed = false
      /// Its newest run in the ledger.
      var newest: Run?
    }

    /// Which kinds were looked at.
    let kinds: [Kind]
    fileprivate(set) var entries: [[UInt8]: Entry] = [:]
  }

  /// How many assistants are looked at, the first of the chatbot's list: all of them have to fit into memory.
  private static let mostAssistants = 1000

  /// How long the last sight of a run stands before it is renewed, in seconds.
  private static let renewal = 3600

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
    if session.chatbot.assistants?.instructions != nil {
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
    let runs = tables.instructionLengths
    var query: Query = """
      SELECT STRAIGHT_JOIN r.kind, r.subject, r.length, r.position, r.last_seen
      FROM (SELECT kind, subject, MAX(position) AS position FROM \(identifier: runs) WHERE \(query: tables.isLog)
        GROUP BY kind, subject) AS newest
      JOIN \(identifier: runs) AS r ON \(query: tables.isLog(of: "r")) AND r.kind = newest.kind
        AND r.subject = newest.subject AND r.position = newest.position
      """
    for kind in kinds {
      let sizes: Query
      if usesViews {
        sizes = "\(identifier: kind.view(tables))"
      } else if let sql = kind.sizes(session) {
        sizes = "(\(query: Query(unchecked: sql)))"
      } else {
        continue
      }
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
        sight.note(length: nil, of: Subject(kind: .context, name: Array(name.utf8)))
      }
    }
    let rows = try connection.rows(query, as: (Int, RepairedText?, Int?, Int?, SiteTime?).self)
    for (kind, name, length, position, lastSeen) in rows {
      guard let kind = Kind(rawValue: kind), let name, let subject = Subject(kind, name.text) else {
        continue
      }
      if let position, let lastSeen {
        sight.note(Run(position: position, length: length, lastSeen: lastSeen), of: subject)
      } else {
        sight.note(length: length, of: subject)
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

  /// Notes at a time what was seen: where a length is another one, or is seen for the first time, a run begins.
  ///
  /// While a run goes on its last sight is renewed once an hour, so that most syncs have nothing to write here. When it ends
  /// it becomes that of the last complete sync, `lastSync`, if the run was seen in the hour before: then that sync has seen
  /// it, too, unless the list was locked at that very moment.
  func note(_ sight: Sight, at now: SiteTime, lastSync: SiteTime?) throws {
    var begun: [(subject: Subject, run: Run)] = []
    var ended: [Run.Place] = []
    var goingOn: [Run.Place] = []
    for entry in sight.entries.values where sight.kinds.contains(entry.subject.kind) {
      let newest = entry.newest
      if let newest {
        let place = Run.Place(subject: entry.subject, position: newest.position)
        let renewal = newest.lastSeen.adding(seconds: Self.renewal)
        if newest.length == entry.length {
          if now >= renewal { goingOn.append(place) }
          continue
        }
        if let lastSync, lastSync < renewal { ended.append(place) }
      }
      let run = Run(
        position: (newest?.position ?? 0) + 1, length: entry.length,
        lastSeen: max(now, newest?.lastSeen ?? now))
      begun.append((entry.subject, run))
    }
    if let lastSync { try setLastSeen(of: ended, to: min(lastSync, now)) }
    // Where the server that was asked lagged behind, another sync may have begun this one: a later sync looks again.
    try connection.insert(
      begun.sorted { $0.subject < $1.subject }.map { subject, run in
        [
          Tables.logSource, subject.kind.rawValue, subject.name, run.position, run.length, run.lastSeen,
          run.lastSeen,
        ]
      }, into: tables.instructionLengths,
      columns: "source_id, kind, subject, position, length, first_seen, last_seen",
      onDuplicate: "last_seen = last_seen")
    try setLastSeen(of: goingOn, to: now)
  }

  /// Sets when runs were last seen, of those that are the newest of their subjects.
  private func setLastSeen(of runs: [Run.Place], to time: SiteTime) throws {
    let table = tables.instructionLengths
    for batch in runs.chunked(by: 80) {
      let places: [Query] = batch.map { run in
        """
        r.kind = \(run.subject.kind.rawValue) AND r.subject = \(run.subject.name) AND r.position = \(run.position)
        """
      }
      try connection.execute(
        """
        UPDATE \(identifier: table) AS r LEFT JOIN \(identifier: table) AS later
          ON later.source_id = r.source_id AND later.kind = r.kind AND later.subject = r.subject
          AND later.position = r.position + 1
        SET r.last_seen = \(time)
        WHERE \(query: tables.isLog(of: "r")) AND r.last_seen < \(time) AND later.position IS NULL
          AND (\(query: places.joined(by: " OR ")))
        """)
    }
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
    let statements: [String]
    switch self {
    case .assistant:
      guard let list = session.chatbot.assistants, let instructions = list.instructions else { return nil }
      statements = Migrations(session: session).statements(
        of: SQLFiles.assistantSizes,
        [
          "list": list.table, "assistant_id": tables.characters(list.id),
          "instructions": tables.characters(instructions),
        ])
    case .context:
      let names = session.chatbot.instructionOptionNames.map { "'\($0)'" }.joined(separator: ", ")
      statements = Migrations(session: session).statements(
        of: SQLFiles.contextSizes,
        ["context": tables.characters("option_value"), "names": names.isEmpty ? "NULL" : names])
    }
    return statements.joined()
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
  /// Notes a length that was seen. Of several assistants with the same id the first counts.
  fileprivate mutating func note(length: Int?, of subject: InstructionLengths.Subject) {
    let key = subject.key
    if subject.kind == .assistant, entries[key]?.isListed ?? false { return }
    entries[key, default: Entry(subject: subject)].length = length
    entries[key]?.isListed = true
  }

  /// Notes the newest run of the ledger.
  fileprivate mutating func note(_ run: InstructionLengths.Run, of subject: InstructionLengths.Subject) {
    entries[subject.key, default: Entry(subject: subject)].newest = run
  }
}
