import CMariaDB
import Testing
import TestSupport

@testable import MariaDB

@Suite("Secrets", .freshDatabase)
struct SecretTests {
  @Test("Of the password that the client library keeps, nothing is left after connecting")
  func libraryCopy() throws {
    var options = TestDatabase.current.options
    let password = "Kanarienvogel7531"
    let user = TestDatabase.current.name
    try TestDatabase.current.run(
      sql:
        "CREATE USER '\(user)'@'localhost' IDENTIFIED BY '\(password)'; GRANT ALL ON \(user).* TO '\(user)'@'localhost'"
    )
    (options.user, options.password) = (user, Secret(password))
    let handle = try ConnectionOpening.open(options).handle
    let kept = try #require(handle.pointee.passwd)
    let bytes = (0...password.utf8.count).map { kept[$0] }
    #expect(bytes == [CChar](repeating: 0, count: password.utf8.count + 1))
    mysql_close(handle)
    try TestDatabase.current.run(sql: "DROP USER '\(user)'@'localhost'")
  }

  @Test("Secrets are equal by their bytes, and know of a NUL within")
  func values() {
    #expect(Secret("a\u{301}") != Secret("á"))
    #expect(Secret("ab") == Secret("ab"))
    #expect(Secret("a\0b").containsNUL && !Secret("ab").containsNUL && !Secret("").containsNUL)
  }
}
