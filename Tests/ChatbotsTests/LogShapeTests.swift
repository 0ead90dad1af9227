import Testing
import Text

@testable import Chatbots

@Suite("The log's shape")
struct LogShapeTests {
  private static let userType = "enum('Chatbot','Visitor','Prompt Tokens','Completion Tokens','Total Tokens')"

  /// The table of version 2.4.6, with some columns' types replaced; an empty type drops the column.
  private func columns(_ changes: [String: String] = [:]) -> [LogColumn] {
    let types = [
      ("id", "mediumint(9)"), ("session_id", "varchar(255)"), ("user_id", "varchar(255)"),
      ("page_id", "varchar(255)"),
      ("interaction_time", "datetime"), ("user_type", Self.userType), ("thread_id", "varchar(255)"),
      ("assistant_id", "varchar(255)"), ("assistant_name", "varchar(255)"), ("message_text", "text"),
      ("sentiment_score", "float"),
    ]
    return types.compactMap { name, type in
      let type = changes[name] ?? type
      let dataType = String(type.prefix { $0 != "(" && $0 != " " })
      return type.isEmpty
        ? nil : LogColumn(name: name, dataType: dataType, columnType: type)
    }
  }

  private func shape(
    _ changes: [String: String] = [:], engine: String? = "InnoDB", tableType: String = "BASE TABLE"
  ) throws -> LogShape {
    try LogShape(
      of: KognetiksChatbot().log, columns: columns(changes), engine: engine, tableType: tableType)
  }

  @Test("The plugin's own table can be read whole")
  func ownTable() throws {
    let shape = try shape()
    #expect(shape.hasAssistantID && shape.hasPluginTypes)
    #expect(shape.idCeiling == 8_388_607)
    #expect(!shape.isView)
    #expect(shape.engine == "InnoDB")
    #expect(shape.warnings == [])
  }

  @Test("The columns of later versions may be missing")
  func oldTable() throws {
    let shape = try shape(["thread_id": "", "assistant_id": "", "assistant_name": "", "sentiment_score": ""])
    #expect(!shape.hasAssistantID)
    #expect(shape.warnings == [])
  }

  @Test(
    "The id may be of any integer type, and tells the ceiling",
    arguments: [
      ("tinyint(4)", 127), ("smallint(6)", 32_767), ("mediumint(8) unsigned", 16_777_215),
      ("int(11)", 2_147_483_647),
      ("INT UNSIGNED", 4_294_967_295), ("bigint(20)", 9_223_372_036_854_775_807),
      ("bigint(20) unsigned", UInt64.max),
    ])
  func ceilings(_ type: String, _ ceiling: UInt64) throws {
    #expect(try shape(["id": type]).idCeiling == ceiling)
  }

  @Test(
    "Texts may be of any text type, the user type a text too",
    arguments: [
      ["message_text": "longtext"], ["message_text": "varchar(1000)"], ["user_type": "varchar(50)"],
      ["page_id": "tinytext"], ["message_text": "blob"], ["session_id": "varbinary(255)"],
    ])
  func otherTypes(_ changes: [String: String]) throws {
    #expect(try shape(changes).warnings == [])
  }

  @Test(
    "A missing column is named",
    arguments: [
      ("id", "an integer"), ("session_id", "a VARCHAR or TEXT"), ("user_id", "a VARCHAR or TEXT"),
      ("page_id", "a VARCHAR or TEXT"), ("interaction_time", "a DATETIME"),
      ("user_type", "an ENUM or VARCHAR"),
      ("message_text", "a VARCHAR or TEXT"),
    ])
  func missing(_ name: String, _ kind: String) {
    #expect(
      failure { try shape([name: ""]) }
        == Failure(
          .badData, "the conversation log has no column \(name)",
          advice: "It should be \(kind): restore the column, or let the chatbot plugin upgrade its table.",
          cause: .logShape))
  }

  @Test(
    "An unusable type is named with what was expected",
    arguments: [
      ("id", "varchar(20)", "VARCHAR", "an integer"),
      ("interaction_time", "timestamp", "TIMESTAMP", "a DATETIME"),
      ("interaction_time", "varchar(20)", "VARCHAR", "a DATETIME"),
      ("user_type", "int(11)", "INT", "an ENUM or VARCHAR"),
      ("message_text", "binary(255)", "BINARY", "a VARCHAR or TEXT"),
      ("session_id", "json", "JSON", "a VARCHAR or TEXT"),
      ("assistant_id", "int(11)", "INT", "a VARCHAR or TEXT"),
    ])
  func unusable(_ name: String, _ type: String, _ shown: String, _ kind: String) {
    #expect(
      failure { try shape([name: type]) }
        == Failure(
          .badData, "the column \(name) of the conversation log is of the type \(shown), not \(kind)",
          advice: "Change the column back to the type that the chatbot plugin gave it.", cause: .logShape))
  }

  @Test("A view and another engine work with a warning")
  func viewsAndEngines() throws {
    let view = try shape(engine: nil, tableType: "VIEW")
    #expect(view.isView)
    #expect(
      view.warnings == [
        "the conversation log is a view, so a table that starts again with lower ids is noticed later"
      ])
    #expect(
      try shape(engine: "MyISAM").warnings == [
        "the conversation log is a MyISAM table: it has no snapshots, and a long read makes the chatbot wait"
      ])
  }

  @Test("An ENUM that knows no token types is a warning")
  func oldEnum() throws {
    #expect(
      try shape(["user_type": "enum('Chatbot','Visitor')"]).warnings == [
        "the conversation log cannot hold rows of the type Prompt Tokens, Completion Tokens and Total Tokens: "
          + "the chatbot plugin is to be updated"
      ])
  }

  @Test(
    "An ENUM with another type is not the plugin's own, also where a comma in it makes pieces look like types",
    arguments: [",'Other')", ",'Visitorx,xChatbot')", ",'Visitor,Chatbot')", ",'it''s')"])
  func otherEnum(_ ending: String) throws {
    let shape = try shape(["user_type": Self.userType.dropLast() + ending])
    #expect(!shape.hasPluginTypes)
    #expect(shape.warnings == [])
  }
}
