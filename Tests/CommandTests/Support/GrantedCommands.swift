import TestSupport

/// Every command of the program as a database user of least privilege runs it, in an order in which each has something to do.
/// `FOLDER` stands for the folder with ``files``.
enum GrantedCommands {
  static let lines =
    [
      "sync", "report", "report --period daily --all", "report --no-sync", "report --live --period yearly",
      "report --period monthly --top 5 --as-of 2024-12-31", "summary", "summary --no-sync",
      "dashboard", "dashboard --by model --as-of 2024-12-31", "export --output -",
      "export --raw --output -", "doctor", "doctor --acknowledge", "verify",
      "rebuild --from 2024-03-01 --to 2024-03-31 --dry-run", "rebuild --from 2024-03-01 --to 2024-03-31",
      "verify --from 2024-03-01", "rejected", "repair --dry-run", "repair", "verify",
      "models set --from 2024-03-01 --to 2024-03-31 --platform OpenAI --model gpt-4o",
      "models set --assistant asst_Hb7LmRentalsQ2vXc9TzKp4w --platform Mistral --model mistral-small-latest",
      "models set --page 12 --platform NVIDIA --model nemo", "models list", "prices set FOLDER/prices.yml",
      "prices show", "prices list", "prices list --unpriced", "prices diff FOLDER/list.tsv",
      "prices check FOLDER/list.tsv", "export --cost --to 2024-12-31 --output -",
    ]
    + ["model", "platform", "assistant", "page", "user", "weekday", "hour", "source"].flatMap { dimension in
      [
        "report --by \(dimension) --as-of 2024-12-31 --last 12 --period monthly",
        "report --by \(dimension) --across --as-of 2024-12-31 --last 12 --period monthly --measure cost",
        "report --by \(dimension) --live --as-of 2024-12-31 --last 12 --period monthly",
      ]
    } + [
      "report --by user,page --as-of 2024-12-31 --top 2",
      "report --by weekday --as-of 2024-12-31 --model gpt-4o,nemo --page 12 --user-id 0,9",
      "report --by page --as-of 2024-12-31 --assistant asst_Hb7LmRentalsQ2vXc9TzKp4w",
      "models unset --page 12", "models unset --assistant asst_Hb7LmRentalsQ2vXc9TzKp4w",
      "models unset --from 2024-03-01 --to 2024-03-31", "import FOLDER/download.csv --dry-run",
      "import FOLDER/download.csv", "import --undo 1", "config check --config FOLDER/tokenledger.yml",
      "worker --interval 24h", "status", "migrate", "grants", "uninstall", "backup FOLDER/ledger.gz",
      "backup --verify FOLDER/ledger.gz", "restore FOLDER/ledger.gz --replace --yes", "user export 3",
      "user erase 3 --dry-run", "user erase 3 --yes", "user fold --months 1 --dry-run",
      "user fold --months 1 --yes",
    ]

  static let files = [
    "prices.yml": """
    prices:
      currency: EUR
      rates:
        - {from: 2024-01-01, rate: 0.9}
      models:
        - {platform: NVIDIA, model: nemo, input: 0.2, output: 0.8}

    """,
    "list.tsv": """
    tokenledger.price-list/1\t7\t2027-01-02
    OpenAI\t\tcompletion\t-\tus
    OpenAI\tgpt-4o\t-\t1/2.5\t-\t-\t-\t-\t-\tus

    """,
    "download.csv": """
    id,session_id,user_id,interaction_time,user_type,message_text
    5,s,1,"2023-03-04 10:00:00","Total Tokens",7

    """,
    "tokenledger.yml": "report: {period: monthly}\n",
  ]

  /// The commands of the program of which none of the lines is one.
  static var missing: [[String]] {
    let run = lines.map { $0.split(separator: " ").map(String.init) }
    return ProgramCommands.all.filter { command in !run.contains { $0.starts(with: command) } }
  }
}

extension TestSite {
  /// Runs one of ``GrantedCommands/lines``. A worker is ended when it has synced the site.
  func runGranted(
    _ line: String, in folder: Folder, environment: [String: String]
  ) async throws -> TokenLedgerCommand.Outcome {
    let words = line.replacing("FOLDER", with: folder.path).split(separator: " ").map(String.init)
    let environment = environment.merging(["XDG_STATE_HOME": folder.path]) { $1 }
    guard words[0] == "worker" else { return try await tokenledger(words, environment: environment) }
    return try await shell(
      """
      mkfifo '\(folder.path)/log'
      "$TOKENLEDGER" \(words.joined(separator: " ")) 2>'\(folder.path)/log' &
      exec 3<'\(folder.path)/log'
      while read -r line <&3 && [[ $line != *counted=* ]]; do echo "$line"; done
      kill -TERM $!
      wait $!
      """, environment: environment)
  }
}
