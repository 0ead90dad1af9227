import TestSupport
import Testing

@Suite("A reader that takes its time")
struct SlowReaderTests {
  @Test("Gets all raw rows, though the server ends the connections meanwhile", .freshDatabase)
  func endedConnections() async throws {
    let site = try await SharedSite.damaged.again()
    try await Folder.with { folder in
      let outcome = try await site.shell(
        """
        set -euo pipefail
        ours="FROM information_schema.processlist WHERE db = DATABASE() AND id <> CONNECTION_ID()"
        ask() { $MARIADB -e "$1"; }
        "$TOKENLEDGER" export --raw --output - | {
          head -c 100000 >first
          # The rest waits for us: all connections are idle, as they are for longer than a server waits.
          until [[ $(ask "SELECT COUNT(*) > 0 AND MIN(command = 'Sleep' AND time_ms > 500) $ours") == 1 ]]; do
            sleep 0.05
          done
          ask "SELECT id $ours" | while read -r id; do ask "KILL $id" 2>/dev/null || true; done
          until [[ $(ask "SELECT COUNT(*) $ours") == 0 ]]; do sleep 0.05; done
          cat >rest
        }
        cat first rest | cmp - <("$TOKENLEDGER" export --raw --output -)
        """, workingDirectory: folder.path)
      #expect(outcome == .init(0, ""))
    }
  }
}
