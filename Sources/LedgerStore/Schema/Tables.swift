import Chatbots
import MariaDB
import Sites

/// The names of the tables that belong to one blog, from its checked prefix, and how WordPress's texts are read.
struct Tables: Sendable {
  let prefix: String
  let basePrefix: String
  /// The version of the ledger that is read; see ``at(_:)``.
  var version = Migrations.current
  /// The chatbot whose log is counted.
  let chatbot: any ChatSource
  /// Its log.
  let chatLog: ChatLog
  /// The accounts, as statements name the table; nil where it is not known which it is.
  let users: Query?
  private let charset: LegacyCharset?

  /// The tables of a site's blog with a chatbot.
  init(_ site: Site, _ chatbot: any ChatSource) {
    (self.chatbot, chatLog) = (chatbot, chatbot.log)
    prefix = site.prefix
    basePrefix = site.basePrefix
    if let table = site.userTable {
      // Its names may have any characters, which only their quotes keep harmless.
      users = Query(unchecked: table.quoted)
    } else {
      users = site.hasUnknownUserTable ? nil : "\(identifier: site.basePrefix + "users")"
    }
    charset = site.charset
  }

  /// The text of a column as WordPress reads it: the bytes of the text in the character set of WordPress's connection,
  /// which are UTF-8 again.
  func text(_ expression: String) -> String {
    charset.map { "CAST(CONVERT(\(expression) USING \($0.name)) AS BINARY)" } ?? expression
  }

  /// The same as text of the server's, whatever the column is, so that its characters can be counted.
  func characters(_ expression: String) -> String { "CONVERT(\(text(expression)) USING utf8mb4)" }

  /// Whether ``text(_:)`` gives bytes rather than text.
  var textIsBytes: Bool { charset != nil }

  var log: String { prefix + chatLog.table }
  /// The names of all options that are read; no others are.
  var optionNames: [String] { chatbot.optionNames + TimeZoneOptions.names + [SiteName.option] }
  /// The chatbot's list of assistants; nil when it has none.
  var assistants: String? { chatbot.assistants.map { prefix + $0.table } }
  var options: String { prefix + "options" }
  var posts: String { prefix + "posts" }
  var blogs: String { basePrefix + "blogs" }
  var siteMeta: String { basePrefix + "sitemeta" }

  var optionsView: String { prefix + "tokenledger_options" }
  var contextSizes: String { prefix + "tokenledger_context_sizes" }
  var assistantSizes: String { prefix + "tokenledger_assistant_sizes" }
  var migrations: String { prefix + "tokenledger_migrations" }
  var state: String { prefix + "tokenledger_state" }
  var epochs: String { prefix + "tokenledger_epochs" }
  var sources: String { prefix + "tokenledger_sources" }
  var cursors: String { prefix + "tokenledger_cursors" }
  var days: String { prefix + "tokenledger_day_totals" }
  var hours: String { prefix + "tokenledger_hour_totals" }
  var facts: String { prefix + "tokenledger_usage_facts" }
  var userMonths: String { prefix + "tokenledger_user_months" }
  var names: String { prefix + "tokenledger_names" }
  var lastNames: String { prefix + "tokenledger_last_names" }
  var sentiment: String { prefix + "tokenledger_sentiment" }
  var sentimentCursors: String { prefix + "tokenledger_sentiment_cursors" }
  var models: String { prefix + "tokenledger_models" }
  var seenModels: String { prefix + "tokenledger_seen_models" }
  var instructionLengths: String { prefix + "tokenledger_instruction_lengths" }
  var gaps: String { prefix + "tokenledger_gaps" }
  var missingIDs: String { prefix + "tokenledger_missing_ids" }
  var givenUpIDs: String { prefix + "tokenledger_given_up_ids" }
  var syncers: String { prefix + "tokenledger_syncers" }
  var waiting: String { prefix + "tokenledger_waiting" }
  var gone: String { prefix + "tokenledger_gone" }
  var rejected: String { prefix + "tokenledger_rejected" }
  var checkpoints: String { prefix + "tokenledger_checkpoints" }
  var notices: String { prefix + "tokenledger_notices" }
  var imports: String { prefix + "tokenledger_imports" }
  var importedRows: String { prefix + "tokenledger_imported_rows" }
  var erasedUsers: String { prefix + "tokenledger_erased_users" }
  var userFold: String { prefix + "tokenledger_user_fold" }
  var declaredModels: String { prefix + "tokenledger_declared_models" }
  var ownPrices: String { prefix + "tokenledger_own_prices" }
  var rates: String { prefix + "tokenledger_rates" }

  /// The tables that TokenLedger writes, `migrations` included.
  var ledger: [String] {
    [
      migrations, state, sources, cursors, epochs, days, hours, facts, userMonths, names, lastNames, models,
      seenModels, instructionLengths,
      gaps, waiting, rejected, checkpoints, notices, imports, importedRows, erasedUsers, userFold,
      declaredModels, ownPrices, rates, missingIDs, givenUpIDs, syncers, gone, sentiment, sentimentCursors,
    ]
  }

  /// The views for users of least privilege. That of the assistants' sizes is there only where the chatbot's list is.
  var views: [String] { [optionsView, contextSizes, assistantSizes] }

  /// The tables of ledgers before version 8 that an upgrade drops at its end.
  var earlier: [String] {
    ["facts", "days", "hours", "model_spans"].map { prefix + "tokenledger_" + $0 }
  }
}
