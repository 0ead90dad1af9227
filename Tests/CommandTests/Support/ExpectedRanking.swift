import Foundation

/// A ranking, to be compared whole: what a document holds against what SQL counts.
struct ExpectedRanking: Equatable {
  /// Key and name in hexadecimal, and the figures, as ``Oracle/ranking(_:from:to:)`` gives them.
  let largest: [String]
  let otherCount: Int?
  /// Total, prompt and completion tokens and requests of the others.
  let other: [Int?]

  /// The first `limit` rows of the oracle's, and the sum of the others.
  init(_ rows: [String], limit: Int) {
    largest = Array(rows.prefix(limit))
    let others = rows.dropFirst(limit).map { $0.split(separator: "\t", omittingEmptySubsequences: false) }
    otherCount = others.count
    other = (2...5).map { column in others.reduce(0) { $0 + (Int($1[column]) ?? 0) } }
  }

  fileprivate init(document: JSONValue) {
    largest = document["largest"].array.map { usage in
      let names = ["id", "name"].map { key in
        (usage[key].string ?? "?").utf8.map { String(format: "%02X", $0) }.joined()
      }
      return (names + usage.counts.map { $0.map(String.init) ?? "?" }).joined(separator: "\t")
    }
    otherCount = document["other_count"].integer
    other = document["other"].counts
  }
}

extension JSONValue {
  /// The ranking that this object holds.
  var ranking: ExpectedRanking { ExpectedRanking(document: self) }
}
