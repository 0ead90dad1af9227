import Foundation
import TestSupport
import Testing
import Text

@testable import Sites

/// Compares the settings read from many random wp-config.php files with those that PHP finds.
///
/// `TOKENLEDGER_FUZZ_COUNT` sets the number of files, `TOKENLEDGER_FUZZ_SEED` repeats a run.
@Suite("Random wp-config.php files")
struct WPConfigFuzzTests {
  private static let environment = ProcessInfo.processInfo.environment
  private static let count = environment["TOKENLEDGER_FUZZ_COUNT"].flatMap { Int($0) } ?? 2_000
  private static let seed =
    environment["TOKENLEDGER_FUZZ_SEED"].flatMap { UInt64($0) } ?? UInt64.random(in: 0...UInt64(UInt32.max))
  private static let batchSize = 1_000

  /// How the files of a run were read.
  private struct Tally {
    var compared = 0
    var understood = 0
    var usual = 0
    var usualUnderstood = 0
    var wrong: [String] = []
  }

  @Test("No value ever differs from PHP's, and usual files are understood")
  func neverAnotherValue() throws {
    print("wp-config.php fuzz: seed \(Self.seed), \(Self.count) files")
    var tally = Tally()
    for start in stride(from: 0, to: Self.count, by: Self.batchSize) {
      var variants = WPConfigVariants(seed: Self.seed &+ UInt64(start))
      let batch = (start..<min(start + Self.batchSize, Self.count)).map { _ in variants.next() }
      let folder = try TemporaryFolder()
      let findings = try PHPOracle.findings(of: batch, in: folder.path)
      for (variant, result) in zip(batch, findings) {
        // If PHP ends before WordPress starts, there is no site.
        guard let found = result.findings else { continue }
        try compare(variant, path: result.path, found, &tally)
      }
    }
    print(
      "wp-config.php fuzz: \(tally.compared) compared, \(tally.understood) understood, "
        + "\(tally.usualUnderstood) of \(tally.usual) usual ones, \(tally.wrong.count) wrong")
    #expect(tally.wrong == [], "seed \(Self.seed)")
    #expect(tally.compared * 2 > Self.count)
    #expect(tally.usualUnderstood * 100 >= tally.usual * 95)
    #expect(tally.understood * 100 >= tally.compared * 40)
  }

  private func compare(
    _ variant: WPConfigVariant, path: String, _ found: [String: String], _ tally: inout Tally
  ) throws {
    let script = try? WPConfigScript(
      source: InputFile(path: path).bytes, path: path, environment: EnvironmentVariables(variant.environment))
    var isUnderstood = script != nil
    for name in PHPOracle.names {
      let setting = try #require(WPConfigScript.Setting(rawValue: name))
      guard let outcome = script?.outcome(of: setting), let own = text(of: outcome) else {
        isUnderstood = false
        continue
      }
      // Without a database, a user and a prefix WordPress does not start.
      let isMissing = found[name] == nil && setting != .userTable && setting != .charset
      if !isMissing, own != found[name] ?? "-" {
        tally.wrong.append("\(name) is \(own), in PHP \(found[name] ?? "-"), in:\n\(variant.files)")
      }
    }
    tally.compared += 1
    if isUnderstood { tally.understood += 1 }
    if variant.isUsual { tally.usual += 1 }
    if variant.isUsual, isUnderstood { tally.usualUnderstood += 1 }
  }

  /// In PHP's notation; nil when it is refused.
  private func text(of outcome: WPConfigScript.Outcome) -> String? {
    switch outcome {
    case .missing: "-"
    case .hidden, .unknown: nil
    case .value(.environment(let bytes), _): PHPOracle.hexadecimal(bytes) + "x"
    case .value(let value, _): value.bytes.map { PHPOracle.hexadecimal($0) + "x" } ?? "array"
    }
  }
}
