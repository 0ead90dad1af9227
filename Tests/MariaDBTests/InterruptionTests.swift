import Foundation
import Glibc
import Synchronization
import TestSupport
import Testing

@testable import MariaDB

@Suite("Breaking a connection off from another thread", .freshDatabase)
struct InterruptionTests {
  private func options(_ interruption: Interruption) -> ConnectionOptions {
    var options = TestDatabase.current.options
    options.interruption = interruption
    return options
  }

  private func isWaiting(_ id: UInt) throws -> Bool {
    try TestDatabase.current.connect().firstRow(
      "SELECT 1 FROM information_schema.processlist WHERE id = \(id) AND info LIKE 'DO SLEEP%'", as: Int.self)
      != nil
  }

  @Test(
    "Whatever it waits for fails at once, as when the connection is lost; the others fail at their next word")
  func interruption() throws {
    let interruption = Interruption()
    let options = options(interruption)
    let idle = try Connection(options)
    let other = try TestDatabase.current.connect()
    let id = Mutex<UInt?>(nil)
    let sleeper = Background {
      let connection = try Connection(options)
      id.withLock { $0 = connection.connectionID }
      do {
        try connection.execute("DO SLEEP(1000)")
        return "slept"
      } catch let error as MariaDBError {
        return error.isConnectionLost && !connection.isOpen ? "lost" : "\(error)"
      }
    }
    try eventually("the sleep") { try id.withLock { $0 }.map(isWaiting) ?? false }
    interruption.interrupt()
    #expect(try sleeper.endedValue("the end of the sleep") == "lost")
    let error = #expect(throws: MariaDBError.self) { try idle.execute("DO 1") }
    #expect(error?.isConnectionLost == true)
    try other.execute("DO 1")
  }

  @Test("No connection is opened any more")
  func refusal() throws {
    let interruption = Interruption()
    let connection = try Connection(options(interruption))
    interruption.interrupt()
    let refusal = MariaDBError(.process, "the work was interrupted")
    #expect(throws: refusal) { try Connection(options(interruption)) }
    #expect(throws: refusal) { try connection.reopen(options(interruption)) }
    #expect(interruption.isInterrupted)
  }

  @Test("Who waits for it waits no longer than until then, and else for as long as was said")
  func waiting() throws {
    let interruption = Interruption()
    let clock = ContinuousClock()
    #expect(clock.measure { interruption.wait(atMost: .milliseconds(20)) } >= .milliseconds(20))
    func waiter() -> Background<Void> { Background { interruption.wait(atMost: .seconds(1000)) } }
    let waiters = (0..<3).map { _ in waiter() }
    interruption.interrupt()
    for waiter in waiters + [waiter()] { try waiter.endedValue("the end of the wait") }
  }

  @Test("A connection that is closed gives its descriptor back, and nothing of another is broken off")
  func descriptors() throws {
    let interruption = Interruption()
    let connection = try Connection(options(interruption))
    connection.close()
    // They get the numbers that have just become free.
    let others = try (0..<3).map { _ in try TestDatabase.current.connect() }
    interruption.interrupt()
    for other in others { try other.execute("DO 1") }
  }
}
