import Testing

@testable import Sites

@Suite("The table that CUSTOM_USER_TABLE names")
struct UserTableTests {
  @Test(
    "A table is named alone or with its database, as in SQL, and with a hyphen",
    arguments: [
      ("people", "`people`"), ("shared.people", "`shared`.`people`"),
      ("my-db.wp_users", "`my-db`.`wp_users`"),
      ("$a.2b", "`$a`.`2b`"), ("`my db`.`wp_users`", "`my db`.`wp_users`"), ("leute_ä", "`leute_ä`"),
      ("`a.b`", "`a.b`"), ("a.`b``c`", "`a`.`b``c`"),
      (String(repeating: "a", count: 64), "`" + String(repeating: "a", count: 64) + "`"),
    ])
  func names(_ text: String, _ quoted: String) {
    #expect(UserTable(text)?.quoted == quoted)
  }

  @Test(
    "Anything else names none",
    arguments: [
      "", ".", "a.", ".a", "a.b.c", "a b", "a;", "a b.c", "`a", "``", "`a`b", "a`b`", "`a `", "a\u{0}",
      "`a\nb`", "`a\u{202E}b`", "a'b", "a,b", "a(b)", "`\u{1F600}`", String(repeating: "a", count: 65),
    ])
  func none(_ text: String) {
    #expect(UserTable(text) == nil)
  }
}
