import Foundation

/// A folder of a test's own.
package struct Folder {
  package let path: String

  /// A folder that is there already.
  package init(path: String) {
    self.path = path
  }

  /// A new folder that the caller removes. The system's own place for such folders belongs to whoever came first.
  static func create() throws -> URL {
    let url = FileManager.default.temporaryDirectory.appending(path: "tokenledger-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    return url
  }

  /// Runs `body` with a new folder and removes it afterwards.
  package static func with<Result>(_ body: (Folder) async throws -> Result) async throws -> Result {
    let url = try create()
    defer { try? FileManager.default.removeItem(at: url) }
    return try await body(Folder(path: url.resolvingSymlinksInPath().path()))
  }

  /// Writes a file, in a folder that is made if need be, and gives its path.
  @discardableResult
  package func write(_ name: String, _ content: String, mode: Int = 0o600) throws -> String {
    let file = "\(path)/\(name)"
    let parent = URL(filePath: file).deletingLastPathComponent()
    try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
    // A worker may be reading the file: it sees the old one or the new one, and never half of one.
    let draft = "\(file).draft"
    try Data(content.utf8).write(to: URL(filePath: draft))
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: draft)
    guard rename(draft, file) == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    return file
  }

  /// Writes a script that can be run, and gives its path.
  ///
  /// It is another process that writes the program's file: a program that somebody has open for writing cannot be run
  /// (ETXTBSY), and what another thread starts at that moment has all files open that this process has.
  @discardableResult
  package func writeProgram(_ name: String, _ script: String) throws -> String {
    let text = try write("\(name).text", script)
    let file = "\(path)/\(name)"
    guard try Spawned.run(["install", "--mode=755", text, file]) == 0 else { throw POSIXError(.EIO) }
    try FileManager.default.removeItem(atPath: text)
    return file
  }

  /// What a file holds.
  package func read(_ name: String) throws -> String {
    try String(contentsOfFile: "\(path)/\(name)", encoding: .utf8)
  }

  /// A file's permission bits.
  package func mode(_ name: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: "\(path)/\(name)")[.posixPermissions] as? Int
  }

  /// The names in the folder, sorted.
  package var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
  }
}
