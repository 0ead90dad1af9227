import Testing

@testable import LedgerStore

@Suite struct SQLTemplateTests {
  @Test(
    "Statements end with a semicolon at the end of a line, comments are left out and values put in as they are"
  )
  func statements() {
    let sql = """
      -- A comment; with {name}.
      CREATE VIEW `{prefix}one` AS
        SELECT ';' AS a, {name} AS b, {other} AS c;

      -- Another.
      DROP TABLE `{prefix}two`;
      SELECT {name}
      """
    #expect(
      SQLTemplate(sql: sql).statements(["prefix": "wp_", "name": "{prefix};\n-- no comment"]) == [
        "CREATE VIEW `wp_one` AS\n  SELECT ';' AS a, {prefix};\n-- no comment AS b, {other} AS c",
        "DROP TABLE `wp_two`", "SELECT {prefix};\n-- no comment",
      ])
    #expect(SQLTemplate(sql: "-- Nothing.\n").statements([:]).isEmpty)
  }
}
