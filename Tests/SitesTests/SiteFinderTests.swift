import Foundation
import MariaDB
import TestSupport
import Testing
import Text

@testable import Sites

@Suite("Finding a site")
struct SiteFinderTests {
  private let folder: TemporaryFolder
  private static let variables = [
    "TOKENLEDGER_DB_NAME": "envdb", "TOKENLEDGER_DB_USER": "envuser", "TOKENLEDGER_DB_PASSWORD": "envsecret",
    "TOKENLEDGER_DB_PREFIX": "env_",
  ]

  init() throws {
    folder = try TemporaryFolder()
  }

  private func find(
    _ request: SiteRequest = SiteRequest(), in place: String = "", environment: [String: String] = [:],
    input: String = ""
  ) throws -> Site {
    let directory = place.isEmpty ? folder.path : folder.path + "/" + place
    return try SiteFinder(in: directory, environment: environment, input: input).find(request)
  }

  @Test("The wp-config.php around the current directory is found, upwards and one level above WordPress")
  func upwards() throws {
    try folder.write("site/wp-config.php", wpConfig())
    try folder.write("site/wp-content/uploads/2026/x", "")
    #expect(try find(in: "site").origin == folder.path + "/site/wp-config.php")
    #expect(try find(in: "site/wp-content/uploads/2026").origin == folder.path + "/site/wp-config.php")
    try folder.write("site/core/wp-load.php", "")
    #expect(try find(in: "site/core").origin == folder.path + "/site/wp-config.php")
    #expect(try find(SiteRequest(wpPath: "core"), in: "site").origin == folder.path + "/site/wp-config.php")
    #expect(
      try find(SiteRequest(wpPath: ".."), in: "site/wp-content").origin == folder.path + "/site/wp-config.php"
    )
  }

  @Test("The wp-config.php above belongs to another WordPress when that level is one itself")
  func nestedWordPress() throws {
    try folder.write("outer/wp-config.php", wpConfig(name: "'outer'"))
    try folder.write("outer/wp-settings.php", "")
    try folder.write("outer/inner/wp-settings.php", "")
    #expect(
      failure { try find(SiteRequest(wpPath: "outer/inner")) }
        == Failure(
          .noInput, "no wp-config.php in \(folder.path)/outer/inner",
          advice: "Give the folder that holds wp-config.php, or the file itself with --wp-config."))
    #expect(try find(in: "outer/inner").connection.database == "outer")
  }

  @Test("Nothing found, no such folder, and a file for a folder are told apart")
  func nothingFound() throws {
    try folder.write("empty/file", "")
    // The root itself holds no WordPress here.
    #expect(
      failure { try find(in: "empty") }
        == Failure(
          .noInput, "no wp-config.php in \(folder.path)/empty or above it",
          advice:
            "Run in the WordPress folder, or say where the site is: --wp-path, --wp-config, --defaults-file or --site -."
        ))
    #expect(
      failure { try find(SiteRequest(wpPath: "none")) }
        == Failure(.noInput, "\(folder.path)/none does not exist", advice: "Give the WordPress folder."))
    #expect(
      failure { try find(SiteRequest(wpPath: "empty/file")) }
        == Failure(
          .noInput, "\(folder.path)/empty/file is not a folder",
          advice: "Use --wp-config to name a wp-config.php itself."))
  }

  @Test("A folder that may not be looked into is a matter of permission")
  func closedFolder() throws {
    try folder.write("closed/wp-config.php", wpConfig())
    try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: folder.path + "/closed")
    #expect(
      try asNobody { failure { try find(SiteRequest(wpPath: "closed")) } }
        == Failure(
          .permission, "\(folder.path)/closed/wp-config.php may not be read by this user",
          advice: "Run as the user that the site runs as, or give this user read permission."))
  }

  @Test("An option comes before the environment, the environment before the folder")
  func precedence() throws {
    try folder.write("wp-config.php", wpConfig())
    #expect(try find().origin == folder.path + "/wp-config.php")
    let site = try find(environment: Self.variables)
    #expect(site.origin == "the environment")
    #expect(
      site.connection
        == ConnectionOptions(
          address: .localDefault, user: "envuser", password: Secret("envsecret"), database: "envdb"))
    #expect(site.prefix == "env_")
    #expect(site.configFile == nil)
    #expect(try find(SiteRequest(wpPath: "."), environment: Self.variables).connection.database == "blog")
    let overridden = try find(SiteRequest(database: "other", prefix: "o_"), environment: Self.variables)
    #expect(overridden.connection.database == "other")
    #expect(overridden.prefix == "o_")
  }

  @Test(
    "The environment's host, port and socket lead to its address",
    arguments: [
      (["HOST": "db"], ConnectionOptions.Address.tcp(host: "db", port: 3306)),
      (["HOST": "db", "PORT": "3307"], .tcp(host: "db", port: 3307)),
      (["HOST": "db:3308"], .tcp(host: "db", port: 3308)), (["HOST": "localhost:/s"], .socket("/s")),
      (["SOCKET": "/s"], .socket("/s")), (["HOST": "localhost", "SOCKET": "/s"], .socket("/s")),
      (["HOST": ""], .localDefault),
    ])
  func environmentAddress(_ variables: [String: String], _ address: ConnectionOptions.Address) throws {
    let added = Dictionary(uniqueKeysWithValues: variables.map { ("TOKENLEDGER_DB_" + $0, $1) })
    let site = try find(environment: Self.variables.merging(added) { $1 })
    #expect(site.connection.address == address)
    #expect(site.warnings == [])
  }

  @Test("A variable that is missing or cannot be used is named without its value")
  func badEnvironment() {
    var variables = Self.variables
    variables["TOKENLEDGER_DB_PORT"] = "33o6"
    #expect(
      failure { try find(environment: variables) }
        == Failure(
          .configuration, "TOKENLEDGER_DB_PORT is not a number from 1 to 65535",
          advice: "MariaDB's own port is 3306."))
    variables = Self.variables
    variables["TOKENLEDGER_DB_USER"] = nil
    #expect(
      failure { try find(environment: variables) }
        == Failure(
          .configuration, "TOKENLEDGER_DB_NAME is set, but TOKENLEDGER_DB_USER is not",
          advice: "Set it to the database user."))
    variables = Self.variables
    variables["TOKENLEDGER_DB_PREFIX"] = ""
    #expect(
      failure { try find(environment: variables) }
        == Failure(
          .configuration, "TOKENLEDGER_DB_PREFIX is not set", advice: "Set it, or give --prefix."))
    variables["TOKENLEDGER_DB_PREFIX"] = "wp`"
    #expect(
      failure { try find(environment: variables) }
        == Failure(
          .configuration, "TOKENLEDGER_DB_PREFIX holds characters other than letters, digits and underscores",
          advice: "Give the table prefix exactly as wp-config.php has it, such as wp_."))
  }

  @Test("Variables that name no database are not used, which a warning says")
  func unusedEnvironment() throws {
    try folder.write("wp-config.php", wpConfig())
    let site = try find(environment: [
      "TOKENLEDGER_DB_HOST": "db", "TOKENLEDGER_DB_USER": "u", "TOKENLEDGER_DB_NAME": "",
    ])
    #expect(site.connection.user == "writer")
    #expect(
      site.warnings == [
        "TOKENLEDGER_DB_HOST and TOKENLEDGER_DB_USER not used, because TOKENLEDGER_DB_NAME is not set"
      ])
  }

  @Test(
    "Ways that exclude each other are refused",
    arguments: [
      (SiteRequest(wpPath: ".", site: "-"), "--wp-path and --site exclude each other"),
      (
        SiteRequest(wpPath: ".", wpConfig: "x", defaultsFile: "y"),
        "--wp-path, --wp-config and --defaults-file exclude each other"
      ),
    ])
  func contradictions(_ request: SiteRequest, _ message: String) {
    #expect(failure { try find(request) } == Failure(.usage, message, advice: "Give one of them."))
  }

  @Test("Options that make no sense are refused")
  func badOptions() throws {
    try folder.write("wp-config.php", wpConfig())
    #expect(
      failure { try find(SiteRequest(site: "shop")) }
        == Failure(
          .usage, "--site takes only -, a JSON object on standard input",
          advice: "Use --wp-path, --wp-config or --defaults-file to name a folder or file."))
    #expect(
      failure { try find(SiteRequest(defaultsGroup: "x")) }
        == Failure(
          .usage, "--defaults-group needs --defaults-file",
          advice: "Name the option file that holds the group."))
    #expect(
      failure { try find(SiteRequest(blog: 0)) }
        == Failure(.usage, "--blog is not a number from 1", advice: "Blogs are numbered from 1."))
    let prefixAdvice = "Give the table prefix exactly as wp-config.php has it, such as wp_."
    for prefix in ["wp-", "wp`; DROP", "wp ", "wp\u{e9}_"] {
      #expect(
        failure { try find(SiteRequest(prefix: prefix)) }
          == Failure(
            .usage, "--prefix holds characters other than letters, digits and underscores",
            advice: prefixAdvice))
    }
    #expect(
      failure { try find(SiteRequest(prefix: String(repeating: "p", count: 33))) }
        == Failure(
          .usage, "--prefix is longer than 32 characters, so that table names would exceed 64",
          advice: prefixAdvice))
    #expect(
      failure { try find(SiteRequest(database: "")) }
        == Failure(
          .usage, "--database is not the name of a database", advice: "Names have 1 to 64 characters."))
  }

  @Test("Blog 1 has the base prefix, blog N its number behind it")
  func blogs() throws {
    try folder.write("wp-config.php", wpConfig())
    #expect(try find(SiteRequest(blog: 1)).prefix == "wp_")
    let site = try find(SiteRequest(blog: 12))
    #expect(site.prefix == "wp_12_")
    #expect(site.basePrefix == "wp_")
    #expect(site.blogID == 12)
    #expect(
      failure { try find(SiteRequest(prefix: String(repeating: "p", count: 30), blog: 12)) }
        == Failure(
          .usage, "the tables of blog 12 would have names longer than 64 characters",
          advice: "Give the number of a blog that exists."))
  }

  @Test("Hostile characters in a path do not reach the terminal")
  func hostilePath() {
    #expect(
      failure { try find(SiteRequest(wpPath: "/\u{1b}[31m\u{202e}\n")) }
        == Failure(
          .noInput, "/\\u{1B}[31m\\u{202E}\\n does not exist", advice: "Give the WordPress folder."))
  }

  @Test(
    "A pipe that lies in a site's folder is refused at once",
    arguments: ["site/wp-config.php", "bedrock/.env"])
  func foundPipe(name: String) throws {
    try folder.write("site/index.php", "<?php\n")
    try folder.write("bedrock/config/application.php", "<?php\n")
    let path = folder.path + "/" + name
    try #require(mkfifo(path, 0o600) == 0)
    let site = folder.path + "/" + name.prefix { $0 != "/" }
    for request in [SiteRequest(wpPath: site), SiteRequest()] {
      // On a thread of its own: to wait for a writer would be to wait for ever.
      let error = Background { failure { try SiteFinder(in: site).find(request) } }
      try eventually("the refusal") { error.hasEnded }
      #expect(try error.value()?.exitCode == 66)
      #expect(try error.value()?.message == "\(path) is a pipe or a device, not a file")
    }
  }

  @Test("A pipe that was named is read")
  func namedPipe() throws {
    let path = folder.path + "/pipe"
    try #require(mkfifo(path, 0o600) == 0)
    let text = wpConfig()
    let writer = Background {
      let pipe = try FileHandle(forWritingTo: URL(filePath: path))
      try pipe.write(contentsOf: Data(text.utf8))
      try pipe.close()
    }
    #expect(try find(SiteRequest(wpConfig: path)).connection.database == "blog")
    try writer.value()
  }
}
