/// The names of the tables that belong to one blog, from its checked prefix.
struct Tables: Sendable {
  let prefix: String
  let basePrefix: String

  var log: String { prefix + "chatbot_chatgpt_conversation_log" }
  var assistants: String { prefix + "chatbot_chatgpt_assistants" }
  var options: String { prefix + "options" }
  var posts: String { prefix + "posts" }
  var users: String { basePrefix + "users" }
  var blogs: String { basePrefix + "blogs" }
  var siteMeta: String { basePrefix + "sitemeta" }

  var optionsView: String { prefix + "tokenledger_options" }
  var migrations: String { prefix + "tokenledger_migrations" }
  var state: String { prefix + "tokenledger_state" }
  var epochs: String { prefix + "tokenledger_epochs" }
  var days: String { prefix + "tokenledger_days" }
  var hours: String { prefix + "tokenledger_hours" }
  var facts: String { prefix + "tokenledger_facts" }
  var names: String { prefix + "tokenledger_names" }
  var models: String { prefix + "tokenledger_models" }
  var modelSpans: String { prefix + "tokenledger_model_spans" }
  var gaps: String { prefix + "tokenledger_gaps" }
  var waiting: String { prefix + "tokenledger_waiting" }
  var rejected: String { prefix + "tokenledger_rejected" }
  var checkpoints: String { prefix + "tokenledger_checkpoints" }
  var notices: String { prefix + "tokenledger_notices" }
  var imports: String { prefix + "tokenledger_imports" }
  var importedRows: String { prefix + "tokenledger_imported_rows" }
  var erasedUsers: String { prefix + "tokenledger_erased_users" }
  var userFold: String { prefix + "tokenledger_user_fold" }
  var declaredModels: String { prefix + "tokenledger_declared_models" }

  /// The tables that TokenLedger writes, `migrations` included.
  var ledger: [String] {
    [
      migrations, state, epochs, days, hours, facts, names, models, modelSpans, gaps, waiting, rejected,
      checkpoints, notices, imports, importedRows, erasedUsers, userFold, declaredModels,
    ]
  }
}
