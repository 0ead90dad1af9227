import Chatbots
import MariaDB
import TestSupport
import Testing

@testable import LedgerStore

/// What a table's statement says is what information_schema says of it.
@Suite(.freshDatabase) struct TableDefinitionTests {
  @Test(
    "A table is read from its statement as information_schema describes it",
    arguments: [
      "id INT PRIMARY KEY", "id MEDIUMINT(9) NOT NULL AUTO_INCREMENT PRIMARY KEY", "id INT",
      "ID BIGINT NOT NULL",
      "Id INT(10) UNSIGNED ZEROFILL NOT NULL AUTO_INCREMENT, UNIQUE (Id)",
      "id INT UNSIGNED UNIQUE COMMENT 'NOT NULL AUTO_INCREMENT x'", "id INT NOT NULL UNIQUE",
      "name TEXT NOT NULL",
      "id SMALLINT NOT NULL, name VARCHAR(20), PRIMARY KEY (name, id)",
      "id TINYINT NOT NULL INVISIBLE AUTO_INCREMENT KEY, name INT",
      "name INT UNIQUE, other INT, UNIQUE `a (``id``)` (name, other), id INT NOT NULL DEFAULT 7, UNIQUE `id` (id)",
      "id BIGINT(20) NOT NULL, time DATETIME, PRIMARY KEY (id), KEY (time DESC), FULLTEXT KEY (text), text TEXT",
      """
      id INT KEY, `a``b ,(c)` ENUM('a','b'')',')c,(','\\\\', '"', '`') CHARACTER SET latin1 NOT NULL DEFAULT 'b'')',
        number DECIMAL(10,2) UNSIGNED, `UNIQUE` VARCHAR(255) DEFAULT ') ENGINE=x' COMMENT 'a\n) ENGINE=b\n  `id` int,',
        score FLOAT, ratio DOUBLE(8,3), time DATETIME(6) CHECK (time <> '\n  `id` int,\n) ENGINE=Aria'),
        session VARBINARY(80), text LONGTEXT NOT NULL, kind SET('x y','(')
      """,
    ])
  func equal(columns: String) throws {
    let site = try TestSite()
    let connection = try site.session().connection
    for options in [
      "", " ENGINE=MyISAM COMMENT='a AUTO_INCREMENT=9\n) ENGINE=b'", " AUTO_INCREMENT=18446744073709551615",
    ] {
      try connection.execute(Query(unchecked: "CREATE OR REPLACE TABLE tx (\(columns))\(options)"))
      let statement = try #require(try TableDefinition.statement(of: "tx", connection))
      let read = try #require(TableDefinition(statement: statement), "\(statement)")
      #expect(try read == TableDefinition(described: "tx", connection), "\(statement)")
    }
  }

  @Test("The next id is that of information_schema, from the first row on")
  func nextID() throws {
    let site = try TestSite()
    let connection = try site.session().connection
    func check(_ expected: UInt64) throws {
      let read = try TableDefinition(
        statement: #require(try TableDefinition.statement(of: site.log, connection)))
      #expect(read?.nextID == expected)
      #expect(try read == TableDefinition(described: site.log, connection))
    }
    try check(1)
    try site.write(LogRow.answer(number: 1, at: site.clock(hoursAgo: 1)))
    try check(6)
  }

  @Test("A key that is more than columns, a view, and another quotation are left to information_schema")
  func notUnderstood() throws {
    let site = try TestSite()
    let connection = try site.session().connection
    try connection.execute("CREATE TABLE a (id INT NOT NULL, name TEXT, UNIQUE (name(9)), UNIQUE (id DESC))")
    try connection.execute("CREATE TABLE b (id INT KEY)")
    try connection.execute("CREATE VIEW v AS SELECT * FROM a")
    try connection.execute("CREATE TABLE c (id INT NOT NULL, name INT NOT NULL, UNIQUE (id, name))")
    try connection.execute("CREATE TABLE d (id INT AS (name + 1) STORED UNIQUE, name INT)")
    try connection.execute(
      Query(
        unchecked: "CREATE TABLE e (id INT KEY, name INT, KEY `a\n) ENGINE=MyISAM AUTO_INCREMENT=5` (name))"))
    try connection.execute(Query(unchecked: "CREATE TABLE f (id INT KEY, `name\n) ENGINE=MyISAM x` INT)"))
    for table in ["c", "d", "e", "f"] {
      let statement = try #require(try TableDefinition.statement(of: table, connection))
      #expect(TableDefinition(statement: statement) == nil, "\(statement)")
    }
    try connection.execute("SET sql_mode = CONCAT(@@sql_mode, ',ANSI_QUOTES')")
    for (table, isUnique) in [("a", true), ("b", true), ("v", false)] {
      let statement = try #require(try TableDefinition.statement(of: table, connection))
      #expect(TableDefinition(statement: statement) == nil, "\(statement)")
      let definition = try TableDefinition(of: table, connection)
      #expect(definition?.columns.first == LogColumn(name: "id", dataType: "int", columnType: "int(11)"))
      #expect(definition?.id.isUnique == isUnique)
    }
    #expect(try TableDefinition(of: "none", connection) == nil)
  }

  @Test("A view that its user may read but not see the statement of is described by information_schema")
  func withoutShowView() throws {
    let site = try TestSite()
    try site.run(
      """
      RENAME TABLE LOG TO wp_log_table;
      CREATE SQL SECURITY DEFINER VIEW LOG AS SELECT * FROM wp_log_table
      """)
    try site.session().migrate()
    try site.asLeastUser { session in
      #expect(try TableDefinition.statement(of: site.log, session.connection) == nil)
      let log = try LogTable(session)
      #expect(log.shape.isView && log.shape.hasPluginTypes && log.nextID == nil)
    }
  }

  @Test("Cut off anywhere, a statement is not understood or says the same of the columns")
  func cutOff() throws {
    let site = try TestSite()
    let statement = try #require(try TableDefinition.statement(of: site.log, site.session().connection))
    let whole = try #require(TableDefinition(statement: statement))
    for length in 0..<statement.count {
      let read = TableDefinition(statement: String(statement.prefix(length)))
      #expect(read == nil || read?.columns == whole.columns && read?.id == whole.id)
    }
  }
}
