import Configuration
import TestSupport
import Testing
import Text

/// The settings of a tokenledger.yml with this text.
func loadConfiguration(_ text: String) async throws -> ConfigurationFile {
  try await Folder.with { folder in
    try ConfigurationFile.load(try folder.write("tokenledger.yml", text))
  }
}

@Suite struct ConfigurationFaultTests {
  private static func price(_ settings: String) -> String {
    "prices:\n  models:\n  - {platform: a, model: b, \(settings)}\n"
  }

  /// Files that cannot, and what is wrong.
  static let faulty = [
    (
      "sites:\n- {wp_path: /a, interval: 60}\n",
      "line 2, column 27: interval in the site is not a time from 5s to 24h, such as 90s or 15m",
      "Give a time from 5s to 24h, such as 90s or 15m."
    ),
    (
      "site: {wp_path: /a, name: 7}\n", "line 1, column 27: name in the site is a number, not text",
      "Write it in quotes."
    ),
    (
      "site:\n  wp_path: /a\n  client: \"a\\nb\"\n",
      "line 3, column 11: client in the site is not a text of 1 to 100 characters on one line",
      "Give a text of 1 to 100 characters on one line, such as Ellis Garden Shop."
    ),
    (
      "site:\n  wp_path: /a\n  tags: [a, \"b,c\"]\n",
      "line 3, column 13: a tag in the site is not a text of 1 to 40 characters on one line, without commas",
      "Give a short word, such as retail; a number or a word like true in quotes."
    ),
    (
      "site:\n  wp_path: /a\n  tags: [a, a]\n", "line 3, column 13: a tag in the site stands there twice",
      "Keep one of them."
    ),
    (
      "site:\n  wp_path: /a\n  tags: a\n", "line 3, column 9: tags is text, not a list",
      "Write its items below it, each on lines that begin with '- '."
    ),
    (
      "site: {wp_path: /a, name: Net blog 2}\n",
      "line 1, column 21: name in the site ends in 'blog' and a number",
      "Choose another: the blogs of a multisite are called by its name and such an end."
    ),
    (
      "sites:\n- {wp_path: /a, name: A}\n- /b\n- {wp_path: /c, name: A}\n",
      "line 4, column 17: the site on line 2 has the same name", "Give each site another name."
    ),
    (
      "prices:\n  currency: EURO\n",
      "line 2, column 13: currency in prices is not the code of a currency by ISO 4217",
      "Give the code of a currency by ISO 4217, such as EUR."
    ),
    (
      "prices:\n  currency: EUR\n", "line 2, column 3: there are no rates of EUR",
      "Give at least one as a first day and the amount for 1 USD, in rates."
    ),
    (
      "prices:\n  rates: [{from: 2026-01-01, rate: 1.5}]\n",
      "line 2, column 3: there are rates, and no currency",
      "Name the currency as its code by ISO 4217, such as 'currency: EUR'."
    ),
    (
      "prices:\n  currency: USD\n  rates: [{from: 2026-01-01, rate: 1.5}]\n",
      "line 2, column 3: USD has no rates: prices are in it", "Leave rates out."
    ),
    (
      "prices:\n  currency: EUR\n  rates: [{from: 2026-01-01, rate: 0}]\n",
      "line 3, column 36: rate in a rate is not an amount for 1 USD above 0",
      "Give a number such as 0.9213: no sign, no quotes, at most 10 digits."
    ),
    (
      "prices:\n  currency: EUR\n  rates: [{from: 2026-01-01, rate: 1}, {from: 2026-01-01, rate: 2}]\n",
      "line 3, column 40: there are two rates from 2026-01-01", "Keep one of them."
    ),
    (
      "prices:\n  currency: EUR\n  rates: [{rate: 1}]\n", "line 3, column 11: a rate has no from",
      "Give from, a day as YYYY-MM-DD, such as 2025-03-15."
    ),
    (
      price("input: -1, output: 1"),
      "line 3, column 36: input in a price is not a price in USD per 1,000,000 tokens from 0 to 999999.999999",
      "Give a number such as 2.5: no sign, no quotes, at most 6 digits after the point."
    ),
    (
      price("input: 1, output: 0.1234567"),
      "line 3, column 47: output in a price is not a price in USD per 1,000,000 tokens from 0 to 999999.999999",
      "Give a number such as 2.5: no sign, no quotes, at most 6 digits after the point."
    ),
    (
      price("input: 1"), "line 3, column 5: a price has no output",
      "Give both input and output; what costs nothing is 0."
    ),
    (
      price("input: 1, output: 2, cached_input: 1.5"), "line 3, column 50: cached input is dearer than input",
      "Give at most the price of input, or leave it out."
    ),
    (
      price("free: true, same_as: c"),
      "line 3, column 5: a price has to say one of input and output, free, and same_as",
      "Give USD per 1,000,000 tokens as input and output, or 'free: true', or the name of a listed model of the platform "
        + "as same_as."
    ),
    (
      price("free: true") + "  - {platform: a, model: b, same_as: c}\n",
      "line 4, column 5: there are two prices of one model without a day",
      "Keep one of them, or give another first day in from."
    ),
    (
      "prices: {list: a}\n", "line 1, column 10: unknown key 'list' in prices",
      "The keys there are: file, currency, rates, models."
    ),
    ("sties: []\n", "line 1, column 1: unknown key 'sties' in the file", "Did you mean 'sites'?"),
    ("Worker: {}\n", "line 1, column 1: unknown key 'Worker' in the file", "Did you mean 'worker'?"),
    (
      "worker: {export-dir: /a}\n", "line 1, column 10: unknown key 'export-dir' in worker",
      "Did you mean 'export_dir'?"
    ),
    (
      "worker: {colour: red}\n", "line 1, column 10: unknown key 'colour' in worker",
      "The keys there are: interval, jobs, export_dir, export_at, keep, log_format."
    ),
    (
      "site:\n  wp_path: /a\n  password: hunter2\n", "line 3, column 3: no password is kept in this file",
      "Keep it in a MariaDB option file with mode 0600, and name that file as defaults_file."
    ),
    (
      "hunter2 hunter2: 1\n", "line 1, column 1: unknown key in the file",
      "The keys there are: site, sites, worker, report, pace, models, prices, log."
    ),
    ("- a\n", "line 1, column 1: the file is a list, not settings", nil),
    (
      "sync: fast\n", "line 1, column 1: unknown key 'sync' in the file",
      "How a sync paces itself stands at the top of the file, such as 'pace: auto'."
    ),
    (
      "worker:\n  sync: {pace: 3}\n", "line 2, column 3: unknown key 'sync' in worker",
      "How a sync paces itself stands at the top of the file, such as 'pace: auto'."
    ),
    (
      "database_clock: {before: 2024-08-01, zone: UTC}\n",
      "line 1, column 1: unknown key 'database_clock' in the file",
      "It stands in log, such as 'log: {database_clock: {before: 2024-08-01, zone: UTC}}'."
    ),
    (
      "log: UTC\n", "line 1, column 6: log is text, not settings",
      "Write its settings below it, each as 'key: value' and indented, such as 'database_clock: {before: 2024-08-01, zone: UTC}'."
    ),
    (
      "log: {database_clock: UTC}\n", "line 1, column 23: database_clock is text, not settings",
      "Write its settings below it, each as 'key: value' and indented, such as 'before: 2024-08-01' and 'zone: UTC'."
    ),
    (
      "log:\n  database_clock: [2024-08-01, UTC]\n",
      "line 2, column 19: database_clock is a list, not settings",
      "Write its settings below it, each as 'key: value' and indented, such as 'before: 2024-08-01' and 'zone: UTC'."
    ),
    (
      "log: {database_clock: }\n", "line 1, column 23: database_clock has no before (and 1 more)",
      "Give before, a day as YYYY-MM-DD, such as 2025-03-15."
    ),
    (
      "log: {database_clock: {before: soon, zone: UTC}}\n",
      "line 1, column 32: before in database_clock is not a day as YYYY-MM-DD",
      "Give a day as YYYY-MM-DD, such as 2025-03-15."
    ),
    ("pace: fast\n", "line 1, column 7: pace in the file is not one of gentle, auto, full", nil),
    ("pace: 2\n", "line 1, column 7: pace in the file is not one of gentle, auto, full", nil),
    (
      "worker: fast\n", "line 1, column 9: worker is text, not settings",
      "Write its settings below it, each as 'key: value' and indented, such as 'interval: 60s'."
    ),
    ("worker: {jobs: 0}\n", "line 1, column 16: jobs in worker is not a number from 1 to 64", nil),
    ("worker: {jobs: \"4\"}\n", "line 1, column 16: jobs in worker is not a number from 1 to 64", nil),
    (
      "worker: {jobs: 99999999999999999999}\n",
      "line 1, column 16: jobs in worker is not a number from 1 to 64", nil
    ),
    ("worker: {jobs: [4]}\n", "line 1, column 16: jobs in worker is a list, not a single value", nil),
    ("worker: {jobs: }\n", "line 1, column 16: jobs in worker has no value", nil),
    (
      "worker: {interval: 60}\n",
      "line 1, column 20: interval in worker is not a time from 5s to 24h, such as 90s or 15m", nil
    ),
    (
      "worker: {interval: 1 m}\n",
      "line 1, column 20: interval in worker is not a time from 5s to 24h, such as 90s or 15m", nil
    ),
    (
      "worker: {export_at: \"24:00\"}\n",
      "line 1, column 21: export_at in worker is not a time of day as HH:MM", nil
    ),
    (
      "worker: {export_at: 2:30}\n", "line 1, column 21: export_at in worker is not a time of day as HH:MM",
      nil
    ),
    ("worker: {log_format: xml}\n", "line 1, column 22: log_format in worker is not one of text, json", nil),
    (
      "report: {period: hourly}\n",
      "line 1, column 18: period in report is not one of daily, weekly, monthly, yearly",
      nil
    ),
    ("report: {top: 100001}\n", "line 1, column 15: top in report is not a number from 1 to 100000", nil),
    ("models: {}\n", "line 1, column 9: models is a mapping, not a list", nil),
    (
      "models:\n-\n", "line 2, column 2: a model has no from (and 2 more)",
      "Give from, a day as YYYY-MM-DD, such as 2025-03-15."
    ),
    (
      "models: [{from: 2025-02-30, platform: a, model: b}]\n",
      "line 1, column 17: from in a model is not a day as YYYY-MM-DD: February 2025 has 28 days",
      "Give a day as YYYY-MM-DD, such as 2025-03-15."
    ),
    (
      "models: [{from: \"2025-02-01\", platform: 1, model: b}]\n",
      "line 1, column 41: platform in a model is a number, not text", "Write it in quotes."
    ),
    (
      "models: [{from: 2025-02-02, to: 2025-02-01, platform: a, model: b}]\n",
      "line 1, column 29: to is before from", nil
    ),
    (
      "models:\n- {from: 2025-02-01, to: 2025-02-09, platform: a, model: b}\n"
        + "- {from: 2025-02-09, platform: a, model: c}\n",
      "line 3, column 4: the model begins before the one above it ends", nil
    ),
    ("site: {}\n", "line 1, column 7: the site says nowhere where it is", nil),
    ("site: [a]\n", "line 1, column 7: the site is a list, not settings", nil),
    ("a: b: c\n", "line 1, column 5: a second colon follows on the line", nil),
  ]

  @Test("What cannot be used is refused, with its place and what to do about it", arguments: faulty)
  func refused(text: String, message: String, advice: String?) async throws {
    let error = await #expect(throws: Failure.self) { try await loadConfiguration(text) }
    #expect(error?.message.hasSuffix("/tokenledger.yml, \(message)") == true, "\(error?.message ?? "")")
    if let advice { #expect(error?.advice == advice) }
    #expect(error?.advice.hasSuffix(".") == true || error?.advice.hasSuffix("?") == true)
    #expect(error?.description.contains("hunter2") == false)
  }

  @Test("All faults of a file are found, in its order")
  func all() async throws {
    let text = "models:\n  - from: never\nworker:\n  jbos: 1\nreport: 7\nsites:\n  - wp_pth: /a\n"
    let problems = try await Folder.with { folder in
      try ConfigurationFile.read(folder.write("tokenledger.yml", text)).problems
    }
    #expect(problems.map(\.position.line) == [2, 2, 2, 4, 5, 7])
    let error = await #expect(throws: Failure.self) { try await loadConfiguration(text) }
    #expect(error?.message.hasSuffix("(and 5 more)") == true)
  }
}
