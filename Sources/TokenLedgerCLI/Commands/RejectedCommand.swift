import ArgumentParser
import Ledger
import LedgerStore
import Rendering

/// `tokenledger rejected`
struct RejectedCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    of: "rejected",
    abstract: "List the rows that were not counted, by reason.",
    discussion: """
      Shows the newest rows of each reason with their id, epoch and time. Their text is not kept; use the id to find a \
      row in the log.

      Example: tokenledger rejected --limit 5
      """)

  @Option(help: ArgumentHelp("How many rows to show of each reason.", valueName: "number"))
  var limit = 20
  @OptionGroup(title: "Site") var site: SiteArguments
  @OptionGroup(title: "Output") var output: OutputArguments

  func validate() throws {
    if limit < 1 { throw ValidationError("--limit must be at least 1") }
  }

  func run() throws {
    let console = output.console
    let session = try site.open(console)
    let facts = try session.facts()
    let rejected = try RejectedRows(session, limit: limit)
    let standing = try LedgerContext(session, facts, console)
    try console.write(
      output.renderer.text(
        screen: [rejected.counts, rejected.records], records: rejected.records,
        document: { Document("rejected", version: 2, standing.head, RejectedDocument(rejected)) }))
  }
}

extension RejectedRows {
  /// How many rows there are of each reason.
  fileprivate var counts: Sheet {
    Sheet(
      columns: [Sheet.Column("Reason"), Sheet.Column("Rows", alignment: .right), Sheet.Column("Meaning")],
      rows: groups.map { [.text($0.reason), .integer($0.count), .text($0.meaning)] },
      footnotes: groups.isEmpty ? ["No row was rejected."] : [])
  }

  /// The rows, one a line.
  fileprivate var records: Sheet {
    Sheet(
      columns: [
        Sheet.Column("Reason"), Sheet.Column("Epoch", alignment: .right),
        Sheet.Column("Id", alignment: .right), Sheet.Column("Time"),
      ],
      rows: groups.flatMap { group in
        group.rows.map { [.text(group.reason), .text("\($0.epoch)"), .text("\($0.id)"), .text($0.time)] }
      })
  }
}

extension RejectedRows.Group {
  /// The reason in words.
  fileprivate var meaning: String {
    switch RejectionReason(rawValue: reason) {
    case .emptyText: "there is no number"
    case .notANumber: "the text is no plain number"
    case .tooLarge: "the number has more than 12 digits"
    case .zeroDate: "there is no date"
    case .impossibleDate: "there is no such date"
    case .tooOld: "the date is before the year 2000"
    case .inTheFuture: "the date lay more than 48 hours ahead"
    case .vanished: "the row was gone before it had a type"
    case nil: ""
    }
  }
}

/// The rows that do not count: the body of `tokenledger.rejected/2`.
struct RejectedDocument: Encodable {
  let total: Int
  let reasons: [Reason]

  struct Reason: Encodable {
    let reason: String
    let total: Int
    let rows: [Row]
  }

  struct Row: Encodable {
    let epoch: Int
    let id: Int
    let time: String
  }

  init(_ rejected: RejectedRows) {
    total = rejected.groups.reduce(0) { $0 + $1.count }
    reasons = rejected.groups.map { group in
      Reason(
        reason: group.reason, total: group.count,
        rows: group.rows.map { Row(epoch: $0.epoch, id: $0.id, time: $0.time) })
    }
  }
}
