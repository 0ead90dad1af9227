import TestSupport

extension TestSite {
  /// The small site, synced, with one row that does not count.
  static func synced() async throws -> TestSite {
    let site = try small()
    try site.sql(
      """
      INSERT INTO \(log) (session_id, user_id, page_id, interaction_time, user_type, message_text)
      VALUES ('s', '0', '2', '2024-03-31 12:00:00', 'Total Tokens', '1,234')
      """)
    let sync = try await site.tokenledger("sync", "--quiet")
    guard sync.status == 0 else { throw UnexpectedExit(outcome: sync) }
    return site
  }

  /// Takes the usage of a day out of the facts and hours, as no run of the program does.
  func damage(day: String) throws {
    try sql(
      """
      DELETE FROM wp_tokenledger_usage_facts WHERE day = '\(day)'; DELETE FROM wp_tokenledger_hour_totals WHERE day = '\(day)'
      """)
  }
}
