import TestSupport
import Testing

@Suite("The site's Reporting Period")
struct ReportingPeriodTests {
  @Test(
    "It is what a report goes by; missing it means daily, and anything else daily with a warning",
    .freshDatabase)
  func option() async throws {
    let site = try TestSite.small()
    func warning(_ value: String) -> String {
      "the site's Reporting Period is \(value), not Daily, Weekly, Monthly or Yearly; reporting by day"
    }
    let cases: [(String?, String, [String])] = [
      (nil, "daily", []), ("Daily", "daily", []), ("Weekly", "weekly", []), ("Monthly", "monthly", []),
      ("Yearly", "yearly", []), ("Hourly", "daily", [warning(#""Hourly""#)]),
      ("\u{1B}]0;x\u{7}\u{202E}", "daily", [warning(#""\u{1B}]0;x\u{07}\u{202E}""#)]),
    ]
    for (value, period, warnings) in cases {
      try site.set(option: "chatbot_chatgpt_reporting_period", to: value)
      let outcome = try await site.tokenledger("report", "--as-of", "2024-03-31", "--format", "json")
      let report = try JSONValue(outcome.outputBytes)
      #expect(report["period"].string == period, "\(value ?? "none")")
      #expect(report["warnings"].strings == warnings)
      #expect(outcome.errors == warnings.map { "tokenledger: warning: \($0)\n" }.joined())
      #expect(outcome.status == 0)
      // What is asked for goes before the option.
      let asked = try await site.tokenledger("report", "--period", "weekly", "--format", "json")
      #expect(try JSONValue(asked.outputBytes)["period"].string == "weekly")
      #expect(asked.errors == "")
    }
  }
}
