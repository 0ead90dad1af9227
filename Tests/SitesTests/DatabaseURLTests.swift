import Foundation
import TestSupport
import Testing

@testable import Sites

@Suite("DATABASE_URL")
struct DatabaseURLTests {
  /// Bedrock's result for each address: a line of user, password, host and database in hexadecimal, or an empty one.
  private static let bedrock = """
    foreach (json_decode(file_get_contents($argv[1])) as $url) {
      $dsn = (object) @parse_url($url);
      if (!isset($dsn->host, $dsn->user, $dsn->path, $dsn->scheme) || $dsn->user === '' || strlen($dsn->path) < 2) {
        echo "-\\n"; continue;
      }
      $host = isset($dsn->port) ? "{$dsn->host}:{$dsn->port}" : $dsn->host;
      $parts = [$dsn->user, $dsn->pass ?? null, $host, substr($dsn->path, 1)];
      echo implode(' ', array_map(function ($part) { return '.' . bin2hex($part ?? '-'); }, $parts)), "\\n";
    }
    """

  private func ours(_ text: String) -> String {
    guard let url = try? DatabaseURL(Array(text.utf8), name: "") else { return "-" }
    func hex(_ bytes: [UInt8]) -> String { "." + bytes.map { String(format: "%02x", $0) }.joined() }
    return [hex(url.user), hex(url.password ?? Array("-".utf8)), hex(url.host), hex(url.database)].joined(
      separator: " ")
  }

  @Test("Addresses are parsed as by PHP, or refused")
  func oracle() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var generator = SeededGenerator(seed: seed)
    let pieces = [
      "mysql", "://", ":", "/", "@", "#", "?", "u", "p%40w", "h", "[::1]", "3306", "0", "70000", "12x", "\t",
      "ä", "..",
      "localhost", "d", "&", "=", "+3",
    ]
    var addresses = [
      "mysql://u:p%40w@127.0.0.1:3307/site", "mysql://u@h/d", "mysql://u:p:q@r@h/d",
      "mysql://u:p@[::1]:3307/a/b?x#y",
      "mysql://u:p#w@h/d", "mysql://u:p@h:/d",
    ]
    for _ in 0..<400 {
      addresses.append("mysql://u:p@h/d")
      let count = Int.random(in: 1...8, using: &generator)
      let tail = (0..<count).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
      addresses.append("mysql://u" + tail)
      addresses.append("mysql://u:p@" + tail)
      addresses.append("mysql://u:" + tail + "@h:3306/d")
    }
    let folder = try TemporaryFolder()
    let path = try folder.write("addresses", Array(JSONEncoder().encode(addresses)))
    let expected = try output(of: "php", ["-r", Self.bedrock, "--", path])
    let lines = expected.split(separator: "\n").map(String.init)
    #expect(lines.count == addresses.count)
    for (address, line) in zip(addresses, lines) {
      let found = ours(address)
      // An address that PHP accepts may be refused, but the values are never different.
      #expect(
        found == line || found == "-" && address.contains { "\t +".contains($0) }, "\(address), seed \(seed)")
    }
  }
}
