import LedgerStore
import TestSupport

extension TestSite {
  /// A site with two assistants and a context.
  static func withInstructions() throws -> TestSite {
    let site = try TestSite(options: [
      "chatbot_chatgpt_conversation_context": "Sei höflich.", "chatbot_azure_conversation_context": "",
    ])
    try site.run(
      """
      INSERT INTO wp_chatbot_chatgpt_assistants (assistant_id, common_name, additional_instructions)
      VALUES ('asst_1', 'Desk', 'Grüße alle 🙂'), ('asst_2', 'Shop', '')
      """)
    return site
  }

  /// The runs of subjects that begin with a text: the subject without what all of them have in common, position, length, and
  /// whether first and last sight are of the last minutes.
  func instructionRuns(_ subject: String = "") throws -> [String] {
    try run(
      """
      SELECT CONCAT_WS(' ', REPLACE(subject, '_conversation_context', ''), position, COALESCE(length, '-'),
        IF(first_seen > UTC_TIMESTAMP() - INTERVAL 30 MINUTE, 'now', 'then'),
        IF(last_seen > UTC_TIMESTAMP() - INTERVAL 30 MINUTE, 'now', 'then'))
      FROM LEDGER_instruction_lengths WHERE source_id = 1 AND subject LIKE '\(subject)%'
      ORDER BY kind, subject, position
      """
    ).split(separator: "\n").map(String.init)
  }

  /// Lets an hour pass since the last sync.
  func letAnHourPass() throws {
    try run(
      """
      UPDATE LEDGER_instruction_lengths SET first_seen = first_seen - INTERVAL 1 HOUR,
        last_seen = last_seen - INTERVAL 1 HOUR;
      UPDATE LEDGER_cursors SET synced_utc = synced_utc - INTERVAL 1 HOUR, synced_site = synced_site - INTERVAL 1 HOUR
      """)
  }

  func set(instructions: String, of assistant: String) throws {
    try run(
      """
      UPDATE wp_chatbot_chatgpt_assistants SET additional_instructions = '\(instructions)'
      WHERE assistant_id = '\(assistant)'
      """)
  }

  /// How many runs of lengths of instructions cannot be.
  func unsoundInstructions() throws -> Int? { try session().contradictions()?.unsoundInstructions }
}
