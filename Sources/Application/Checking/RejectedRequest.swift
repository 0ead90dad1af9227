import Ledger
import LedgerStore
import Output

/// Which rows were not counted.
package struct RejectedRequest: Request {
  private let limit: Int

  /// The newest rows, at most `limit` of each reason.
  package init(limit: Int = 20) {
    self.limit = limit
  }

  package func answer(_ site: OpenSite) throws -> Answer {
    let facts = try site.session.facts()
    let rejected = try RejectedRows(site.session, limit: limit)
    let standing = try LedgerContext(site.session, facts, site.listener)
    return Answer(
      "rejected/2", standing.head, rejected.members, screen: [rejected.counts, rejected.records],
      records: rejected.records)
  }
}

extension RejectedRows {
  /// The rows by reason, in a document.
  fileprivate var members: JSONObject {
    [
      "total": .integer(groups.reduce(0) { $0 + $1.count }),
      "reasons": .list(
        groups.map { group in
          let rows = group.rows.map { row in
            JSONValue.object(["epoch": .integer(row.epoch), "id": .integer(row.id), "time": .text(row.time)])
          }
          return .object([
            "reason": .text(group.reason), "total": .integer(group.count), "rows": .list(rows),
          ])
        }),
    ]
  }

  /// How many rows there are of each reason.
  fileprivate var counts: Sheet {
    Sheet(
      columns: [Sheet.Column("Reason"), Sheet.Column("Rows", alignment: .right), Sheet.Column("Meaning")],
      rows: groups.map {
        [.text($0.reason), .integer($0.count), .text(RejectionReason(rawValue: $0.reason)?.meaning ?? "")]
      },
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

extension RejectionReason {
  /// The reason in words.
  var meaning: String {
    switch self {
    case .emptyText: "there is no number"
    case .notANumber: "the text is no plain number"
    case .tooLarge: "the number has more than 12 digits"
    case .zeroDate: "there is no date"
    case .impossibleDate: "there is no such date"
    case .tooOld: "the date is before the year 2000"
    case .inTheFuture: "the date lay more than 48 hours ahead"
    case .vanished: "the row was gone before it had a type"
    }
  }
}
