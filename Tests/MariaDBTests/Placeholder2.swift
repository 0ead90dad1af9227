import Testing
import TestSupport
@Test func cmd() async throws {
  print(try await TokenLedgerCommand.run(arguments: ["--version"]))
}
