/// A chatbot plugin whose log can be counted: what its tables and options are called, and what is in them.
///
/// It is a value without state and answers in values. They are asked for once a run, and none of it for each row.
///
///     let source = KognetiksChatbot()
///     source.log.table  // "chatbot_chatgpt_conversation_log"
///     source.log.types.total  // "Total Tokens"
public protocol ChatSource: Sendable {
  /// Its log.
  var log: ChatLog { get }
  /// Where it keeps the names of its assistants; nil when it keeps none.
  var assistants: AssistantList? { get }
  /// The names of all options of it that are read; no others are.
  var optionNames: [String] { get }
  /// The names of the options that say which model answers: a sync before and after one of them changes lets the ledger
  /// tell what was used of which model.
  var modelOptionNames: [String] { get }
  /// The names of the options with a text of the owner's that it sends along with requests. Only their lengths are read.
  var instructionOptionNames: [String] { get }
  /// The names of the options with the plugin's version, the best first. A network may store them for all of its sites.
  var versionOptionNames: [String] { get }
  /// The names of the options that the view of the options did not show before 0.3.0.
  var laterOptionNames: Set<String> { get }
  /// The plugin's file in WordPress's folder of plugins, by which a network says that it is active.
  var pluginFile: String { get }

  /// What the given values, by option name, amount to; unset and empty options have the plugin's defaults.
  ///
  /// - Parameters:
  ///   - values: The options that were found.
  ///   - hidden: The names of options that may be set but could not be read.
  /// - Returns: What they say.
  func options(_ values: [String: String], hidden: Set<String>) -> ChatOptions
}

/// The sources that there are.
public enum ChatSources {
  /// The one whose log is counted.
  public static let counted: any ChatSource = KognetiksChatbot()
}

/// Where a chatbot keeps the names of its assistants. The key of the table is called `id`.
public struct AssistantList: Sendable {
  /// The table, without the blog's prefix.
  public var table: String
  /// The column with the id, as the log has it.
  public var id: String
  /// The column with the name.
  public var name: String
  /// The column with a text that it sends along with each request to the assistant; nil when it has none. Only its length
  /// is read.
  public var instructions: String?
  /// What ids begin with that are surely ids, and no names.
  public var idPrefixes: [String]

  /// A list of assistants.
  public init(table: String, id: String, name: String, instructions: String?, idPrefixes: [String]) {
    self.table = table
    self.id = id
    self.name = name
    self.instructions = instructions
    self.idPrefixes = idPrefixes
  }
}
