import Configuration
import Sites
import TestSupport
import Testing
import Text

@Suite struct ConfigurationSearchTests {
  /// The number of jobs in the file that is found tells which it is.
  private func find(
    _ folder: Folder, option: String? = nil, _ environment: [String: String] = [:]
  ) throws -> Int? {
    let search = ConfigurationSearch(
      environment: EnvironmentVariables(environment), currentDirectory: folder.path,
      systemFolder: folder.path + "/etc")
    return try search.load(option: option).file?.worker.jobs
  }

  @Test("The option comes first, then the variable, the user's folder and the system's")
  func order() async throws {
    try await Folder.with { folder in
      let home = ["HOME": folder.path + "/home"]
      #expect(try find(folder, home) == nil)
      try folder.write("etc/tokenledger.yml", "worker: {jobs: 1}")
      #expect(try find(folder, home) == 1)
      #expect(try find(folder) == 1)
      try folder.write("home/.config/tokenledger/tokenledger.yml", "worker: {jobs: 2}")
      #expect(try find(folder, home) == 2)
      try folder.write("xdg/tokenledger/tokenledger.yml", "worker: {jobs: 3}")
      let xdg = home.merging(["XDG_CONFIG_HOME": folder.path + "/xdg"]) { $1 }
      #expect(try find(folder, xdg) == 3)
      // A relative folder counts as none, and so do empty variables.
      #expect(
        try find(folder, home.merging(["XDG_CONFIG_HOME": "xdg", "TOKENLEDGER_CONFIG": ""]) { $1 }) == 2)
      #expect(try find(folder, home.merging(["XDG_CONFIG_HOME": ""]) { $1 }) == 2)
      try folder.write("named.yml", "worker: {jobs: 4}")
      let named = xdg.merging(["TOKENLEDGER_CONFIG": "named.yml"]) { $1 }
      #expect(try find(folder, named) == 4)
      try folder.write("given.yml", "worker: {jobs: 5}")
      #expect(try find(folder, option: "given.yml", named) == 5)
      #expect(try find(folder, option: folder.path + "/given.yml", named) == 5)
    }
  }

  @Test("A file that was named has to be there")
  func missing() async throws {
    try await Folder.with { folder in
      for (option, environment) in [("none.yml", [:]), (nil, ["TOKENLEDGER_CONFIG": "none.yml"])] {
        let error = #expect(throws: Failure.self) { try find(folder, option: option, environment) }
        #expect(error?.exitCode == 66)
        #expect(error?.message == "\(folder.path)/none.yml does not exist")
      }
      let error = #expect(throws: Failure.self) { try find(folder, option: folder.path) }
      #expect(error?.kind == .noInput)
      #expect(error?.message == "\(folder.path) is a folder, not a file")
    }
  }

  @Test("A file that is found and wrong is an error, and the next one is not looked for")
  func wrong() async throws {
    try await Folder.with { folder in
      try folder.write("etc/tokenledger.yml", "worker: {jobs: 1}")
      try folder.write("home/.config/tokenledger/tokenledger.yml", "worker: {jobs: many}")
      let error = #expect(throws: Failure.self) { try find(folder, ["HOME": folder.path + "/home"]) }
      #expect(error?.kind == .configuration)
    }
  }

  @Test(
    "A file that nobody named and that may not be read is left out with a warning, a named one is an error")
  func unreadable() async throws {
    try await Folder.with { folder in
      let path = try folder.write("etc/tokenledger.yml", "worker: {jobs: 1}", mode: 0)
      let search = ConfigurationSearch(
        environment: [:], currentDirectory: folder.path, systemFolder: folder.path + "/etc")
      let found = try asNobody { try search.load(option: nil) }
      #expect(found.file == nil)
      #expect(found.warnings == ["\(path) may not be read by this user and is left out"])
      let error = #expect(throws: Failure.self) { try asNobody { try search.load(option: path) } }
      #expect(error?.exitCode == 77)
    }
  }
}
