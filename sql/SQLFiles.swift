/// The SQL that a person reads in this folder, as it is embedded in the binary.
///
/// `{prefix}` stands for the site's table prefix, which is checked before it is put in.
public enum SQLFiles {
  /// The ledger's tables as they are today, for a new ledger.
  public static let ledger = text(PackageResources.ledger_sql)
  /// The migrations in order; the first has version 1.
  public static let migrations = [
    text(PackageResources.migration_001_ledger_sql), text(PackageResources.migration_002_imports_sql),
    text(PackageResources.migration_003_users_sql), text(PackageResources.migration_004_models_sql),
    text(PackageResources.migration_005_assistants_sql), text(PackageResources.migration_006_missing_ids_sql),
    text(PackageResources.migration_007_gone_rows_sql), text(PackageResources.migration_008_sources_sql),
    text(PackageResources.migration_009_old_tables_sql), text(PackageResources.migration_010_last_names_sql),
    text(PackageResources.migration_011_sentiment_sql),
    text(PackageResources.migration_012_instruction_lengths_sql),
    text(PackageResources.migration_013_declarations_sql),
  ]
  /// The view of the options that TokenLedger reads.
  public static let optionsView = text(PackageResources.options_view_sql)
  /// The lengths of the chatbot's context options.
  public static let contextSizes = text(PackageResources.context_sizes_sql)
  /// The lengths of the instructions of the chatbot's assistants.
  public static let assistantSizes = text(PackageResources.assistant_sizes_sql)
  /// The head of what `tokenledger grants` prints.
  public static let grants = text(PackageResources.grants_sql)

  private static func text(_ bytes: [UInt8]) -> String {
    String(decoding: bytes, as: UTF8.self)
  }
}
