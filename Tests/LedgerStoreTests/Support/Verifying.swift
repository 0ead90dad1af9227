import Ledger
import LedgerStore
import Reports
import TestSupport
import Testing

extension Verification {
  /// What the log and the ledger are side by side.
  init(_ evidence: Evidence) {
    self.init(
      .init(
        log: evidence.log, takenAsCounted: evidence.takenAsCounted, asStored: evidence.asStored,
        facts: evidence.ledger.facts.mapValues(\.log), hours: evidence.ledger.hours),
      checks: [], warnings: evidence.warnings)
  }
}

extension TestSite {
  /// Compares the ledger with the log.
  func verify(from first: Day? = nil, to last: Day? = nil) throws -> Verification {
    let session = try session()
    return Verification(try Evidence(session, facts: session.facts(), from: first, to: last))
  }

  /// Each day with its verdict.
  func verdicts() throws -> [String] {
    try verify().rows.map { "\($0.day) \($0.verdict.rawValue)" }
  }

  /// Checks that the log and the ledger hold the very same.
  func expectEqual(
    _ comment: @autoclosure () -> Comment? = nil, at location: SourceLocation = #_sourceLocation
  ) throws {
    #expect(try verdicts().filter { !$0.hasSuffix(" equal") } == [], comment(), sourceLocation: location)
  }

  /// Counts days again; all there are, unless told otherwise.
  @discardableResult
  func rebuild(
    from first: String = "2000-01-01", to last: String = "9999-12-31", acceptingLoss: Bool = false
  ) throws -> Rebuild {
    let rebuild = try prepareRebuild(from: first, to: last)
    try rebuild.write(acceptingLoss: acceptingLoss)
    return rebuild
  }

  /// Compares what counting days again would give, and writes nothing.
  func prepareRebuild(from first: String = "2000-01-01", to last: String = "9999-12-31") throws -> Rebuild {
    let session = try session()
    let days = try #require(Day(first))...(try #require(Day(last)))
    return try Rebuild(session, facts: session.facts(), days: days)
  }

  /// Takes gaps for older than 24 hours, so that the next sync gives them up.
  func ageGaps() throws {
    try age(gapsBy: 26)
  }
}
