import TestSupport

@testable import Worker

/// Sites in the test's database, told apart by their prefixes, and files that list them.
struct ListedSites {
  let folder: Folder

  /// A list whose sites are reached through a socket, the server's own unless told otherwise.
  func list(_ prefixes: [String: String?]) throws -> String {
    var text = "sites:\n"
    for (prefix, socket) in prefixes.sorted(by: { $0.key < $1.key }) {
      let file = try folder.write(
        "\(prefix).cnf",
        "[client]\nuser=root\nconnect-timeout=600\nsocket=\(try socket ?? TestServer.current.socket)\n")
      text +=
        "  - defaults_file: \(file)\n    database: \(TestDatabase.current.name)\n    prefix: \(prefix)\n"
    }
    return try folder.write("sites.yml", text)
  }

  /// What the worker calls the site with a prefix.
  func name(_ prefix: String) -> String { "\(TestDatabase.current.name)/\(prefix)" }
}
