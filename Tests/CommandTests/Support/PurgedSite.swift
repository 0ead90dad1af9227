import TestSupport

extension TestSite {
  /// What the download of ``purged(into:)`` is called.
  static let download = "Chatbot-ChatGPT-Token-Usage-2025-01-01.csv"

  /// The small site, whose seven answers of 2024 were downloaded into a folder and purged.
  static func purged(into folder: Folder) async throws -> TestSite {
    let site = try small()
    let export = try await site.tokenledger(
      "export", "--raw", "--output", "\(folder.path)/\(download)", "--quiet")
    guard export.status == 0 else { throw UnexpectedExit(outcome: export) }
    try site.sql("DELETE FROM \(log)")
    return site
  }
}
