// swift-tools-version: 6.2

import PackageDescription

let package = Package(
  name: "TokenLedger",
  products: [
    .executable(name: "tokenledger", targets: ["TokenLedgerCLI"])
  ],
  dependencies: [
    // Of it we use `_superCommandName` and `_commandName`, which may change in any release but one that mends.
    .package(url: "https://github.com/apple/swift-argument-parser", .upToNextMinor(from: "1.8.2")),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
  ],
  targets: [
    // The C client library, and the only module that imports it.
    .systemLibrary(
      name: "CMariaDB",
      pkgConfig: "libmariadb",
      providers: [.apt(["libmariadb-dev"])]
    ),
    .target(name: "MariaDB", dependencies: ["CMariaDB", "Text"]),

    // Compression and SHA-256. libmariadb needs both libraries, so the loader has them in memory in any case, and
    // libmariadb-dev brings their headers.
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .target(name: "Archives", dependencies: ["CZlib", "CCrypto"]),

    // The program's one error, and everything about text: escapes, widths, bytes, small files, YAML, CSV.
    .target(name: "Text"),

    // The domain: values and the fold, no input or output.
    .target(name: "Ledger", dependencies: ["Text"]),

    // What tokens cost: prices by day, and exact sums. Its list is made by scripts/update-prices.
    .target(
      name: "Pricing", dependencies: ["Text", "Ledger"], resources: [.embedInCode("price-list.tsv")]),

    // The only target that starts other programs. The code that runs between fork and exec is C.
    .target(name: "CPrograms"),
    .target(name: "Programs", dependencies: ["CPrograms"]),

    // Finding a site and reading what WordPress says of itself.
    .target(name: "Sites", dependencies: ["Text", "MariaDB", "Programs"]),

    // What is known of a chatbot: the names and the shape of its log, what a row of it is, its options.
    .target(name: "Chatbots", dependencies: ["Text", "Ledger", "MariaDB"]),

    // What the owner has written down: tokenledger.yml, and lists of sites.
    .target(
      name: "Configuration", dependencies: ["Text", "Ledger", "Pricing", "Reports", "Output", "Sites"]),

    // Everything in SQL; the statements a person reads in sql/ are embedded as they are.
    .target(
      name: "SQLFiles",
      path: "sql",
      exclude: ["sample-site"],
      sources: ["SQLFiles.swift"],
      resources: [
        .embedInCode("ledger.sql"),
        .embedInCode("migrations/migration_001_ledger.sql"),
        .embedInCode("migrations/migration_002_imports.sql"),
        .embedInCode("migrations/migration_003_users.sql"),
        .embedInCode("migrations/migration_004_models.sql"),
        .embedInCode("migrations/migration_005_assistants.sql"),
        .embedInCode("migrations/migration_006_missing_ids.sql"),
        .embedInCode("migrations/migration_007_gone_rows.sql"),
        .embedInCode("migrations/migration_008_sources.sql"),
        .embedInCode("migrations/migration_009_old_tables.sql"),
        .embedInCode("migrations/migration_010_last_names.sql"),
        .embedInCode("migrations/migration_011_sentiment.sql"),
        .embedInCode("migrations/migration_012_instruction_lengths.sql"),
        .embedInCode("migrations/migration_013_declarations.sql"),
        .embedInCode("options_view.sql"),
        .embedInCode("context_sizes.sql"),
        .embedInCode("assistant_sizes.sql"),
        .embedInCode("grants.sql"),
      ]
    ),
    .target(
      name: "LedgerStore",
      dependencies: ["Text", "MariaDB", "Archives", "Ledger", "Sites", "Chatbots", "SQLFiles"]),

    // Reading the files that the chatbot offers for download.
    .target(name: "Importing", dependencies: ["Text", "Ledger", "Chatbots"]),

    // From day totals to a report, and from a report to text.
    .target(name: "Reports", dependencies: ["Text", "Ledger", "Pricing"]),
    .target(name: "Output", dependencies: ["Text", "Ledger", "Reports", "Programs"]),

    // What can be asked, one type a question: by a command, a test or a server, without a process.
    .target(
      name: "Application",
      dependencies: [
        "Chatbots", "Configuration", "Importing", "Ledger", "LedgerStore", "MariaDB", "Output", "Pricing",
        "Reports", "Sites", "Text",
      ]
    ),

    // The service that keeps ledgers current.
    .target(
      name: "Worker",
      dependencies: [
        "Application", "Configuration", "Text", "MariaDB", "Ledger", "Sites", "LedgerStore", "Reports",
        "Output",
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ]
    ),

    .executableTarget(
      name: "TokenLedgerCLI",
      dependencies: [
        "Application",
        "Text", "MariaDB", "Ledger", "Pricing", "Sites", "Configuration", "LedgerStore", "Importing",
        "Reports",
        "Output", "Worker",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
      ]
    ),

    .target(
      name: "TestSupport",
      dependencies: [
        "CMariaDB", "MariaDB", "Ledger", "LedgerStore", "SQLFiles", "Sites",
        .product(name: "Subprocess", package: "swift-subprocess"),
      ],
      path: "Tests/TestSupport",
      exclude: ["yaml_oracle.py"]
    ),
    .testTarget(name: "TextTests", dependencies: ["Text", "TestSupport"]),
    .testTarget(name: "ArchivesTests", dependencies: ["Archives", "TestSupport"]),
    .testTarget(name: "MariaDBTests", dependencies: ["CMariaDB", "MariaDB", "TestSupport"]),
    .testTarget(name: "WireTests", dependencies: ["MariaDB", "TokenLedgerCLI", "TestSupport"]),
    .testTarget(name: "LedgerTests", dependencies: ["Text", "Ledger", "TestSupport"]),
    .testTarget(
      name: "PricingTests", dependencies: ["Text", "Ledger", "Chatbots", "Pricing", "TestSupport"],
      resources: [.embedInCode("vectors.txt")]),
    .testTarget(
      name: "SitesTests", dependencies: ["Text", "MariaDB", "Programs", "Sites", "TestSupport"]),
    .testTarget(name: "ChatbotsTests", dependencies: ["Text", "Ledger", "Chatbots"]),
    .testTarget(
      name: "ConfigurationTests",
      dependencies: ["Text", "Ledger", "Sites", "Configuration", "TestSupport"]),
    .testTarget(
      name: "AttackTests",
      dependencies: [
        "Text", "MariaDB", "Ledger", "Sites", "LedgerStore", "TokenLedgerCLI", "TestSupport",
      ]),
    .testTarget(
      name: "LedgerStoreTests",
      dependencies: [
        "Text", "MariaDB", "Ledger", "Sites", "Chatbots", "SQLFiles", "LedgerStore", "Reports", "TestSupport",
      ]),
    .testTarget(name: "ImportingTests", dependencies: ["Ledger", "Chatbots", "Importing"]),
    .testTarget(name: "ReportsTests", dependencies: ["Text", "Ledger", "Reports", "TestSupport"]),
    .testTarget(
      name: "OutputTests", dependencies: ["Text", "Ledger", "Pricing", "Reports", "Output", "TestSupport"]),
    .testTarget(
      name: "WorkerTests",
      dependencies: [
        "Text", "MariaDB", "Ledger", "Sites", "Configuration", "LedgerStore", "Reports", "Output",
        "Application", "Worker", "TokenLedgerCLI",
        "TestSupport",
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "ServiceLifecycleTestKit", package: "swift-service-lifecycle"),
      ]
    ),
    .testTarget(
      name: "CommandTests",
      dependencies: [
        "Text", "TokenLedgerCLI", "Ledger", "TestSupport",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      exclude: ["help.txt", "Upgrade"]),
  ],
  swiftLanguageModes: [.v6]
)

// Looks inside the other targets, which takes a build of its own; see scripts/microbench.
if Context.environment["TOKENLEDGER_MICROBENCH"] != nil {
  package.targets.append(
    .executableTarget(
      name: "microbench", dependencies: ["Text", "CMariaDB", "MariaDB", "Ledger", "Chatbots", "LedgerStore"],
      path: "scripts/microbench.d"))
}

// In the tests these read and write millions of rows, for which code that is not optimized takes twice as long.
for target in package.targets where target.type == .regular {
  target.swiftSettings = (target.swiftSettings ?? []) + [.unsafeFlags(["-O"], .when(configuration: .debug))]
}
